package dev.arena.kafka.deadletter;

/** Why bytes cannot be read as a record; the same for all services. */
public enum ReadReason implements DeadLetterReason {
  /** The record has no value. */
  NO_VALUE(Retry.FAILS_AGAIN, "the value is null"),
  /** The value is not in Confluent's wire format. */
  WIRE_FORMAT(Retry.FAILS_AGAIN, "the value is not in Confluent's wire format"),
  /** The registry does not know the schema that the value names. */
  UNKNOWN_SCHEMA(Retry.MAY_SUCCEED, "the registry did not know the schema"),
  /**
   * The schema that the value names is not an Avro schema, or not one of the expected record;
   * another registry or a newer Arena may accept it.
   */
  SCHEMA(Retry.MAY_SUCCEED, "the schema was not one of the expected record"),
  /** The value cannot be read; another registry or a newer Arena may change that. */
  BODY(Retry.MAY_SUCCEED, "the value could not be read"),
  /**
   * The value is larger than Arena or its configuration allows, or has too many or too deeply
   * nested values; another configuration or a newer Arena may allow it.
   */
  OVERSIZED(Retry.MAY_SUCCEED, "the value was larger than allowed");

  private final Retry retry;
  private final String description;

  ReadReason(Retry retry, String description) {
    this.retry = retry;
    this.description = description;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Retry retry() {
    return retry;
  }
}
