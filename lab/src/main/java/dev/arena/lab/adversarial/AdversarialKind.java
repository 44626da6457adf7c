package dev.arena.lab.adversarial;

/**
 * In which way a record is nasty, what a scorer has to do with it, and what the reason of its dead
 * letter must say.
 */
public enum AdversarialKind {
  /**
   * Bytes of any length that do not begin with 0, which would make a schema id of the next four.
   */
  RANDOM_BYTES(ExpectedResult.DEAD_LETTER, "is not in Confluent's wire format"),
  /** A pair with another first byte than 0. */
  WRONG_MAGIC(ExpectedResult.DEAD_LETTER, "is not in Confluent's wire format"),
  /** What a producer of JSON text writes. */
  JSON_TEXT(ExpectedResult.DEAD_LETTER, "is not in Confluent's wire format"),
  /** A value of no bytes. */
  EMPTY_VALUE(ExpectedResult.DEAD_LETTER, "0 bytes"),
  /** A key without a value: a tombstone. */
  TOMBSTONE(ExpectedResult.DEAD_LETTER, "the value is null"),
  /** Neither key nor value. */
  NOTHING(ExpectedResult.DEAD_LETTER, "the value is null"),
  /** A pair with a schema id that no registry gives. */
  UNKNOWN_SCHEMA(ExpectedResult.DEAD_LETTER, "which the registry does not know"),
  /** A pair that ends anywhere before its end. */
  TRUNCATED(ExpectedResult.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A few bytes that announce a text of more than a gigabyte. */
  ENORMOUS_TEXT(ExpectedResult.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A few bytes that announce more than a billion turns. */
  ENORMOUS_TURNS(ExpectedResult.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A few bytes: a block of no bytes that announces more than two billion turns. */
  HOLLOW_BLOCK(ExpectedResult.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A pair with a field of its own whose records contain each other, a hundred thousand deep. */
  DEEP_FIELD(ExpectedResult.DEAD_LETTER, "nested more than"),
  /** A chain of records that is no pair, a hundred thousand long. */
  DEEP_RECORD(ExpectedResult.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A pair with a field of its own that announces 2^62 nulls. */
  ENDLESS_NULLS(ExpectedResult.DEAD_LETTER, "more than 1,000,000 values"),
  /** A pair that unpacks to more than pairs may have. */
  OVERSIZED(ExpectedResult.DEAD_LETTER, "arena.pair.max.bytes"),
  /** A pair with the id of a Protobuf schema. */
  PROTOBUF(ExpectedResult.DEAD_LETTER, "is Protobuf; expected Avro"),
  /** A pair with the id of a JSON Schema. */
  JSON_SCHEMA(ExpectedResult.DEAD_LETTER, "is JSON Schema; expected Avro"),
  /** A record of the right name, with a registered schema that has no turns. */
  INCOMPLETE_SCHEMA(ExpectedResult.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A preference among the pairs. */
  OTHER_RECORD(ExpectedResult.DEAD_LETTER, "does not read as a ConversationPair"),
  /** A pair of no turns. */
  NO_TURNS(ExpectedResult.DEAD_LETTER, "has no turns"),
  /** A pair of no turns, with an id that would make lines of its own in a log. */
  CONTROL_ID(ExpectedResult.DEAD_LETTER, "has no turns"),
  /** A pair without a key. */
  NULL_KEY(ExpectedResult.SCORED, ""),
  /** A pair with bytes for a key that are no text. */
  RANDOM_KEY(ExpectedResult.SCORED, ""),
  /** A pair with an empty text for an id. */
  EMPTY_ID(ExpectedResult.SCORED, ""),
  /** A pair with id and key of an earlier record. */
  DUPLICATE_ID(ExpectedResult.SCORED, ""),
  /** Turns of nulls and empty texts. */
  EMPTY_TURNS(ExpectedResult.SCORED, ""),
  /** Hundreds of turns. */
  MANY_TURNS(ExpectedResult.SCORED, ""),
  /** Half of a surrogate pair, as Java writes it: Avro makes question marks of it. */
  LONE_SURROGATE(ExpectedResult.SCORED, ""),
  /** Bytes that are no UTF-8, as clients in C may write them: Avro reads replacement characters. */
  INVALID_UTF8(ExpectedResult.SCORED, ""),
  /** Control characters, also 0, and marks that turn the direction of writing. */
  CONTROL_CHARACTERS(ExpectedResult.SCORED, ""),
  /** What chat templates and tokenizers use as markers. */
  MARKERS(ExpectedResult.SCORED, ""),
  /** A text of megabytes. */
  LARGE_TEXT(ExpectedResult.SCORED, ""),
  /** A later version of the schema, with one more optional field. */
  FUTURE_SCHEMA(ExpectedResult.SCORED, ""),
  /** A pair with more bytes behind its end, which Avro does not look at. */
  TRAILING_BYTES(ExpectedResult.SCORED, "");

  static final int WEIGHT = 100;

  private final ExpectedResult fate;
  private final String reason;

  AdversarialKind(ExpectedResult fate, String reason) {
    this.fate = fate;
    this.reason = reason;
  }

  /** What a scorer has to do with such a record. */
  public ExpectedResult fate() {
    return fate;
  }

  /** What the reason of the dead letter contains; empty where there is none. */
  public String reason() {
    return reason;
  }

  /** How often this kind comes, beside the others. */
  int weight(AdversarialRecords.Options options) {
    return switch (this) {
      case LARGE_TEXT, OVERSIZED -> options.largeWeight();
      default -> WEIGHT;
    };
  }

  /** What a scorer has to do with a record. */
  public enum ExpectedResult {
    /** Bad-looking but legal: it is answered like any other. */
    SCORED,
    /** No attempt can read or score it: it is a dead letter, once. */
    DEAD_LETTER
  }
}
