package dev.arena.kafka.deadletter;

import dev.arena.schemas.text.TerminalText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Says that the current record, and only it, cannot be scored, and asks for a dead letter. Any
 * other exception means that something around the record is broken, and stops the scorer.
 *
 * <p>Kafka Streams writes the message and the stack trace into the dead letter's headers. This
 * exception has no stack trace and no cause, so a dead letter is little larger than its record.
 */
public final class DeadLetterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 1000;

  private final Reason reason;

  /** The reasons for a dead letter. */
  public enum Reason {
    /** The record has no value. */
    NO_VALUE(Retry.FAILS_AGAIN, "the value is null"),
    /** The value is not in Confluent's wire format. */
    WIRE_FORMAT(Retry.FAILS_AGAIN, "the value is not in Confluent's wire format"),
    /** The registry does not know the schema that the value names. */
    UNKNOWN_SCHEMA(Retry.MAY_SUCCEED, "the registry did not know the schema"),
    /**
     * The schema that the value names is not an Avro schema, or not a pair's; another registry or a
     * newer Arena may accept it.
     */
    SCHEMA(Retry.MAY_SUCCEED, "the schema was not a pair's"),
    /** The value cannot be read as a pair; another registry or a newer Arena may change that. */
    BODY(Retry.MAY_SUCCEED, "the value could not be read as a pair"),
    /**
     * The value is larger than {@code arena.pair.max.bytes}, which may be raised, or has too many
     * or too deeply nested values.
     */
    OVERSIZED(Retry.MAY_SUCCEED, "the value was larger than pairs may be"),
    /**
     * The model has no answer for the pair: it has no turns, or the model computed a number that is
     * not finite. The second case is rare, and is the only one that another model may change.
     */
    UNSCORABLE(Retry.FAILS_AGAIN, "no model can score the pair, for instance for lack of turns"),
    /** The fields copied from the record would make the answer too large for its topic. */
    TOO_LARGE(Retry.MAY_SUCCEED, "the answer did not fit its topic");

    private final Retry retry;
    private final String description;

    Reason(Retry retry, String description) {
      this.retry = retry;
      this.description = description;
    }

    /** The text in metrics and in the dead letter's header. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The fault, as part of a sentence. */
    public String description() {
      return description;
    }

    /** Whether the same record may be scored when it is sent again. */
    public Retry retry() {
      return retry;
    }

    /** The reason with this {@link #text}; empty for any other text. */
    public static Optional<Reason> of(String text) {
      return Arrays.stream(values()).filter(reason -> reason.text().equals(text)).findFirst();
    }
  }

  /** The effect of sending the same record again. */
  public enum Retry {
    /** It may be scored once the registry, the topic or Arena has changed. */
    MAY_SUCCEED,
    /** It becomes a dead letter again, regardless of other changes. */
    FAILS_AGAIN
  }

  /**
   * @param reason the kind of fault
   * @param message what is wrong with the record and what was expected; goes into the dead letter's
   *     headers, cut to its first {@value #MOST_CHARACTERS} characters; control characters, which a
   *     pair's id may contain and which could fake lines in a log, are escaped
   */
  public DeadLetterException(Reason reason, String message) {
    super(printable(message), null, false, false);
    this.reason = reason;
  }

  /** The kind of fault. */
  public Reason reason() {
    return reason;
  }

  private static String printable(String message) {
    String plain = TerminalText.line(message);
    return plain.length() <= MOST_CHARACTERS ? plain : plain.substring(0, MOST_CHARACTERS) + "...";
  }
}
