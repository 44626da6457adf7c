package dev.arena.lab.adversarial;

/**
 * In which way a record is nasty, what a scorer has to do with it, and what the reason of its dead
 * letter must say.
 */
public enum NastyKind {
  /**
   * Bytes of any length that do not begin with 0, which would make a schema id of the next four.
   */
  RANDOM_BYTES(Fate.DEAD_LETTER, "is not in Confluent's wire format"),
  /** A pair with another first byte than 0. */
  WRONG_MAGIC(Fate.DEAD_LETTER, "is not in Confluent's wire format"),
  /** What a producer of JSON text writes. */
  JSON_TEXT(Fate.DEAD_LETTER, "is not in Confluent's wire format"),
  /** A value of no bytes. */
  EMPTY_VALUE(Fate.DEAD_LETTER, "0 bytes"),
  /** A key without a value: a tombstone. */
  TOMBSTONE(Fate.DEAD_LETTER, "the value is null"),
  /** Neither key nor value. */
  NOTHING(Fate.DEAD_LETTER, "the value is null"),
  /** A pair with a schema id that no registry gives. */
  UNKNOWN_SCHEMA(Fate.DEAD_LETTER, "which the registry does not know"),
  /** A pair that ends anywhere before its end. */
  TRUNCATED(Fate.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A few bytes that announce a text of more than a gigabyte. */
  ENORMOUS_TEXT(Fate.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A few bytes that announce more than a billion turns. */
  ENORMOUS_TURNS(Fate.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A few bytes: a block of no bytes that announces more than two billion turns. */
  HOLLOW_BLOCK(Fate.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A pair with a field of its own whose records contain each other, a hundred thousand deep. */
  DEEP_FIELD(Fate.DEAD_LETTER, "nested more than"),
  /** A chain of records that is no pair, a hundred thousand long. */
  DEEP_RECORD(Fate.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A pair with a field of its own that announces 2^62 nulls. */
  ENDLESS_NULLS(Fate.DEAD_LETTER, "more than 1,000,000 values"),
  /** A pair that unpacks to more than pairs may have. */
  OVERSIZED(Fate.DEAD_LETTER, "arena.pair.max.bytes"),
  /** A pair with the id of a Protobuf schema. */
  PROTOBUF(Fate.DEAD_LETTER, "is Protobuf; expected Avro"),
  /** A pair with the id of a JSON Schema. */
  JSON_SCHEMA(Fate.DEAD_LETTER, "is JSON Schema; expected Avro"),
  /** A record of the right name, with a registered schema that has no turns. */
  INCOMPLETE_SCHEMA(Fate.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A preference among the pairs. */
  OTHER_RECORD(Fate.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A pair of no turns. */
  NO_TURNS(Fate.DEAD_LETTER, "has no turns"),
  /** A pair of no turns, with an id that would make lines of its own in a log. */
  CONTROL_ID(Fate.DEAD_LETTER, "has no turns"),
  /** A pair without a key. */
  NULL_KEY(Fate.SCORED, ""),
  /** A pair with bytes for a key that are no text. */
  RANDOM_KEY(Fate.SCORED, ""),
  /** A pair with an empty text for an id. */
  EMPTY_ID(Fate.SCORED, ""),
  /** A pair with id and key of an earlier record. */
  DUPLICATE_ID(Fate.SCORED, ""),
  /** Turns of nulls and empty texts. */
  EMPTY_TURNS(Fate.SCORED, ""),
  /** Hundreds of turns. */
  MANY_TURNS(Fate.SCORED, ""),
  /** Half of a surrogate pair, as Java writes it: Avro makes question marks of it. */
  LONE_SURROGATE(Fate.SCORED, ""),
  /** Bytes that are no UTF-8, as clients in C may write them: Avro reads replacement characters. */
  INVALID_UTF8(Fate.SCORED, ""),
  /** Control characters, also 0, and marks that turn the direction of writing. */
  CONTROL_CHARACTERS(Fate.SCORED, ""),
  /** What chat templates and tokenizers use as markers. */
  MARKERS(Fate.SCORED, ""),
  /** A text of megabytes. */
  LARGE_TEXT(Fate.SCORED, ""),
  /** A later version of the schema, with one more optional field. */
  FUTURE_SCHEMA(Fate.SCORED, ""),
  /** A pair with more bytes behind its end, which Avro does not look at. */
  TRAILING_BYTES(Fate.SCORED, "");

  static final int WEIGHT = 100;

  private final Fate fate;
  private final String reason;

  NastyKind(Fate fate, String reason) {
    this.fate = fate;
    this.reason = reason;
  }

  /** What a scorer has to do with such a record. */
  public Fate fate() {
    return fate;
  }

  /** What the reason of the dead letter contains; empty where there is none. */
  public String reason() {
    return reason;
  }

  /** How often this kind comes, beside the others. */
  int weight(NastyOptions options) {
    return switch (this) {
      case LARGE_TEXT, OVERSIZED -> options.largeWeight();
      default -> WEIGHT;
    };
  }
}
