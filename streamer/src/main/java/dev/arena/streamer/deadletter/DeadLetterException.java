package dev.arena.streamer.deadletter;

import dev.arena.schemas.text.TerminalText;
import java.util.Locale;

/**
 * The record at hand, and only it, can never be scored. Whoever throws this asks for a dead letter;
 * any other exception means that something around the record is broken, and stops the scorer.
 *
 * <p>Kafka Streams writes message and stack trace into the dead letter's headers; so there is no
 * stack trace and no cause here, and a dead letter is little larger than its record.
 */
public final class DeadLetterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 1000;

  private final Reason reason;

  /** Kinds of what is wrong with a record. */
  public enum Reason {
    /** The record has no value. */
    NO_VALUE,
    /** The value is not in Confluent's wire format. */
    WIRE_FORMAT,
    /** The registry does not know the schema that the value names. */
    UNKNOWN_SCHEMA,
    /** The schema that the value names is not Avro's, or not that of a pair. */
    SCHEMA,
    /** The value does not read as a pair. */
    BODY,
    /** The value is larger than pairs may be, or has too many or too deeply nested values. */
    OVERSIZED,
    /** The model has no answer for the pair. */
    UNSCORABLE,
    /** What is copied from the record to its answer would not fit there. */
    TOO_LARGE;

    /** As metrics say it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param reason what kind of wrong it is
   * @param message what is wrong with the record and what was expected; goes into the dead letter's
   *     headers, cut to its first {@value #MOST_CHARACTERS} characters; control characters, which
   *     can be in a pair's id and would make lines of their own in a log, are escaped
   */
  public DeadLetterException(Reason reason, String message) {
    super(printable(message), null, false, false);
    this.reason = reason;
  }

  /** What kind of wrong it is. */
  public Reason reason() {
    return reason;
  }

  private static String printable(String message) {
    String plain = TerminalText.line(message);
    return plain.length() <= MOST_CHARACTERS ? plain : plain.substring(0, MOST_CHARACTERS) + "...";
  }
}
