package dev.arena.kafka.deadletter;

import dev.arena.schemas.text.TerminalText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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
    NO_VALUE(Retry.FAILS_AGAIN, "the value is null"),
    /** The value is not in Confluent's wire format. */
    WIRE_FORMAT(Retry.FAILS_AGAIN, "the value is not in Confluent's wire format"),
    /** The registry does not know the schema that the value names. */
    UNKNOWN_SCHEMA(Retry.MAY_SUCCEED, "the registry did not know the schema"),
    /**
     * The schema that the value names is not Avro's, or not that of a pair; with another registry
     * or a newer Arena it may be.
     */
    SCHEMA(Retry.MAY_SUCCEED, "the schema was not that of a pair"),
    /** The value does not read as a pair; with another registry or a newer Arena it may. */
    BODY(Retry.MAY_SUCCEED, "the value did not read as a pair"),
    /**
     * The value is larger than {@code arena.pair.max.bytes}, which may be raised, or has too many
     * or too deeply nested values.
     */
    OVERSIZED(Retry.MAY_SUCCEED, "the value was larger than pairs may be"),
    /**
     * The model has no answer for the pair: it has no turns, or a number of the model is not
     * finite. Only the second may change, with another model, and is rare.
     */
    UNSCORABLE(Retry.FAILS_AGAIN, "no model scores the pair, such as one without turns"),
    /** What is copied from the record to its answer would not fit there. */
    TOO_LARGE(Retry.MAY_SUCCEED, "the answer did not fit its topic");

    private final Retry retry;
    private final String description;

    Reason(Retry retry, String description) {
      this.retry = retry;
      this.description = description;
    }

    /** As metrics and the dead letter's header say it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What became of the record, as part of a sentence. */
    public String description() {
      return description;
    }

    /** Whether the same record may be scored when it is sent again. */
    public Retry retry() {
      return retry;
    }

    /** The reason of this {@link #text}; empty for any other text. */
    public static Optional<Reason> of(String text) {
      return Arrays.stream(values()).filter(reason -> reason.text().equals(text)).findFirst();
    }
  }

  /** What happens when the same record is sent again. */
  public enum Retry {
    /** It may be scored, once something around it has changed: registry, topic, or Arena. */
    MAY_SUCCEED,
    /** It becomes a dead letter again, regardless of other changes. */
    FAILS_AGAIN
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
