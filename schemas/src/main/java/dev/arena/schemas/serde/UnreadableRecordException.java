package dev.arena.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The bytes of a record cannot be read as what was asked for, by any attempt. The message holds
 * nothing of the record's texts.
 */
public final class UnreadableRecordException extends SerializationException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** What is wrong with the record. */
  public enum Fault {
    /** The schema that it names is not Avro's, or does not resolve to the record asked for. */
    SCHEMA,
    /** Its body is not what its schema says. */
    BODY,
    /** Its body is what its schema says, and has more or deeper values than are read. */
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
