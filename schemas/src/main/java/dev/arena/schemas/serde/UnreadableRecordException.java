package dev.arena.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/**
 * Thrown for a record that can never be read as the requested type. The message contains none of
 * the record's texts.
 */
public final class UnreadableRecordException extends SerializationException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** What is wrong with the record. */
  public enum Fault {
    /** Its schema is not Avro, or does not resolve to the requested record. */
    SCHEMA,
    /** Its body does not match its schema. */
    BODY,
    /** Its body matches its schema, but has too many or too deeply nested values. */
    LIMIT
  }

  UnreadableRecordException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** What is wrong with the record. */
  public Fault fault() {
    return fault;
  }
}
