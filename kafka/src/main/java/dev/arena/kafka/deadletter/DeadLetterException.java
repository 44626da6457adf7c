package dev.arena.kafka.deadletter;

import dev.arena.schemas.text.TerminalText;

/**
 * Says that the current record, and only it, cannot be processed, and asks for a dead letter. Any
 * other exception means that something around the record is broken, and stops the service.
 *
 * <p>Kafka Streams writes the message and the stack trace into the dead letter's headers. This
 * exception has no stack trace and no cause, so a dead letter is little larger than its record.
 */
public final class DeadLetterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 1000;

  private final transient DeadLetterReason reason;

  /**
   * @param reason the kind of fault
   * @param message what is wrong with the record and what was expected; goes into the dead letter's
   *     headers, cut to its first {@value #MOST_CHARACTERS} characters; control characters, which a
   *     pair's id may contain and which could fake lines in a log, are escaped
   */
  public DeadLetterException(DeadLetterReason reason, String message) {
    super(printable(message), null, false, false);
    this.reason = reason;
  }

  /** The kind of fault. */
  public DeadLetterReason reason() {
    return reason;
  }

  private static String printable(String message) {
    String plain = TerminalText.line(message);
    return plain.length() <= MOST_CHARACTERS ? plain : plain.substring(0, MOST_CHARACTERS) + "...";
  }
}
