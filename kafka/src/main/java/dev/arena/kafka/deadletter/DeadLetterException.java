package dev.arena.kafka.deadletter;

import dev.arena.schemas.text.TerminalText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Says that the current record, and only it, can never be scored, and asks for a dead letter. Any
 * other exception means that something around the record is broken, and stops the scorer.
 *
 * <p>Kafka Streams writes message and stack trace into the dead letter's headers. This exception
 * has no stack trace and no cause, so a dead letter is only a little larger than its record.
 */
public final class DeadLetterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 1000;

  private final Reason reason;

  /** The kinds of reasons for a dead letter. */
  public enum Reason {
    /** The record has no value. */
    NO_VALUE(Retry.FAILS_AGAIN, "the value is null"),
    /** The value is not in Confluent's wire format. */
    WIRE_FORMAT(Retry.FAILS_AGAIN, "the value is not in Confluent's wire format"),
    /** The registry does not know the schema that the value names. */
    UNKNOWN_SCHEMA(Retry.MAY_SUCCEED, "the registry did not know the schema"),
    /**
     * The schema that the value names is not Avro, or not that of a pair; another registry or a
     * newer Arena may accept it.
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
     * The model has no answer for the pair: it has no turns, or the model computed a number that is
     * not finite. The second is rare, and only it may change, with another model.
     */
    UNSCORABLE(Retry.FAILS_AGAIN, "no model scores the pair, such as one without turns"),
    /** The fields that are copied from the record to its answer would not fit there. */
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
    /** It may be scored, once something around it has changed: registry, topic, or Arena. */
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
