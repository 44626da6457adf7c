package dev.arena.lab.adversarial;

/**
 * A kind of adversarial record, with the result that the scorer must produce and the text that the
 * dead letter's reason must contain.
 */
public enum AdversarialKind {
  /**
   * Random bytes whose first byte is not 0; after a 0, the next four bytes would be a schema id.
   */
  RANDOM_BYTES("is not in Confluent's wire format"),
  /** A pair whose first byte is not 0. */
  WRONG_MAGIC("is not in Confluent's wire format"),
  /** JSON text, as a producer with a JSON serializer writes it. */
  JSON_TEXT("is not in Confluent's wire format"),
  /** A value of zero bytes. */
  EMPTY_VALUE("0 bytes"),
  /** A key with a null value: a tombstone. */
  TOMBSTONE("the value is null"),
  /** A null key and a null value. */
  NOTHING("the value is null"),
  /** A pair with a schema id that the registry does not know. */
  UNKNOWN_SCHEMA("which the registry does not know"),
  /** A pair that is cut off at a random position. */
  TRUNCATED("cannot be read as a ConversationPair"),
  /** A few bytes that declare a text of more than a gigabyte. */
  ENORMOUS_TEXT("cannot be read as a ConversationPair"),
  /** A few bytes that declare more than a billion turns. */
  ENORMOUS_TURNS("cannot be read as a ConversationPair"),
  /** A few bytes with a block of zero bytes that declares more than two billion turns. */
  HOLLOW_BLOCK("cannot be read as a ConversationPair"),
  /** A pair with an additional field of records nested a hundred thousand levels deep. */
  DEEP_FIELD("nested more than"),
  /** Records nested a hundred thousand levels deep that are not a pair. */
  DEEP_RECORD("cannot be read as a ConversationPair"),
  /** A pair with an additional field that declares 2^62 nulls. */
  ENDLESS_NULLS("more than 1,000,000 values"),
  /** A pair whose uncompressed size exceeds the maximum. */
  OVERSIZED("arena.pair.max.bytes"),
  /** A pair with the id of a Protobuf schema. */
  PROTOBUF("is Protobuf; expected Avro"),
  /** A pair with the id of a JSON Schema. */
  JSON_SCHEMA("is JSON Schema; expected Avro"),
  /** A record with the right name and a registered schema without turns. */
  INCOMPLETE_SCHEMA("cannot be read as a ConversationPair"),
  /** A preference on the pairs topic. */
  OTHER_RECORD("cannot be read as a ConversationPair"),
  /** A pair without turns. */
  NO_TURNS("has no turns"),
  /** A pair without turns whose id contains line breaks and other control characters. */
  CONTROL_ID("has no turns"),
  /** A pair without a key. */
  NULL_KEY,
  /** A pair whose key is random bytes rather than text. */
  RANDOM_KEY,
  /** A pair with an empty id. */
  EMPTY_ID,
  /** A pair with the id and the key of an earlier record. */
  DUPLICATE_ID,
  /** Turns with nulls and empty texts. */
  EMPTY_TURNS,
  /** Hundreds of turns. */
  MANY_TURNS,
  /** Unpaired surrogates, as Java writes them: Avro replaces them with question marks. */
  LONE_SURROGATE,
  /**
   * Bytes that are not valid UTF-8, as clients in C may write them: Avro reads replacement
   * characters.
   */
  INVALID_UTF8,
  /** Control characters, including NUL, and marks that change the direction of text. */
  CONTROL_CHARACTERS,
  /** Markers of chat templates and special tokens of tokenizers. */
  MARKERS,
  /** A text of several megabytes. */
  LARGE_TEXT,
  /** A pair with a later version of the schema that has an additional optional field. */
  FUTURE_SCHEMA,
  /** A pair that is followed by more bytes, which Avro ignores. */
  TRAILING_BYTES;

  static final int WEIGHT = 100;

  private final String reason;

  /** A record that looks bad but is valid: it is scored like any other. */
  AdversarialKind() {
    this("");
  }

  /** A record that can never be read or scored: it becomes one dead letter. */
  AdversarialKind(String reason) {
    this.reason = reason;
  }

  /** Whether the scorer must score a record of this kind; otherwise, it becomes one dead letter. */
  public boolean scored() {
    return reason.isEmpty();
  }

  /** Returns the text that the dead letter's reason must contain; empty for scored records. */
  public String reason() {
    return reason;
  }

  /** Returns the frequency of this kind relative to the others. */
  int weight(AdversarialRecords.Options options) {
    return switch (this) {
      case LARGE_TEXT, OVERSIZED -> options.largeWeight();
      default -> WEIGHT;
    };
  }
}
