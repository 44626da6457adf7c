package dev.arena.streamer.dlq;

import dev.arena.schemas.failure.UsageException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select dead letters. */
final class DeadLetterFilter {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only those whose reason contains TEXT (case-insensitive).")
  private @Nullable String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only those whose record was written at or after TIME: an instant such as"
              + " 2026-01-31T08:00:00Z, or an age such as 90s, 30m, 12h or 7d.")
  private @Nullable String since;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Only those whose record came from topic NAME.")
  private @Nullable String topic;

  @Option(names = "--limit", paramLabel = "N", description = "No more than N.")
  private long limit = Long.MAX_VALUE;

  /**
   * Reads the options.
   *
   * @throws UsageException if they are invalid
   */
  Chosen chosen(InstantSource clock) {
    if (limit < 1) {
      throw new UsageException("--limit is " + limit + "; expected a number above 0.");
    }
    return new Chosen(
        reason == null ? "" : reason.toLowerCase(Locale.ROOT),
        since == null ? Instant.EPOCH : instant(since, clock.instant()),
        topic,
        limit);
  }

  /** Whether the reason or the time is restricted. */
  boolean chooses() {
    return reason != null || since != null;
  }

  /** Whether any option restricts what is selected, besides the limit. */
  boolean restricts() {
    return chooses() || topic != null;
  }

  static Instant instant(String text, Instant now) {
    try {
      return text.matches("\\d+[dD]|(?i:\\d+[hms])")
          ? now.minus(Duration.parse((text.matches(".*[dD]") ? "P" : "PT") + text))
          : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException notATime) {
      throw new UsageException(
          "--since is %s; expected a time such as 2026-01-31T08:00:00Z, or an age such as 90s, 30m, 12h or 7d."
              .formatted(text));
    }
  }

  /**
   * The selected dead letters.
   *
   * @param reason part of the reason, in lower case; empty for any
   * @param since the earliest time of a record
   * @param topic of the original records; null for any
   * @param limit the maximum number of dead letters, above 0
   */
  record Chosen(String reason, Instant since, @Nullable String topic, long limit) {
    /** Whether a dead letter is selected, regardless of the limit. */
    boolean takes(DeadLetter deadLetter) {
      return !deadLetter.time().isBefore(since)
          && deadLetter.reason().toLowerCase(Locale.ROOT).contains(reason)
          && (topic == null || deadLetter.isFrom(topic));
    }
  }
}
