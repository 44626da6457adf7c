package dev.arena.console.topics;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What arrives in a topic. Records count when they arrive, and only those that were written after
 * the console had begun to read.
 *
 * @param topic its name
 * @param kind what it holds
 * @param status how much of it the console knows
 * @param minutes how many records arrived in each of the last 15 minutes, the earliest first; the
 *     last minute ends now
 * @param sinceStart records that arrived since the console began to read
 * @param lastRecord the timestamp of the latest record; null if the console has not read any
 * @param lag offsets between the console's position and the end of the topic; null if unknown
 * @param unreadable records that could not be read and are not shown
 */
public record TopicTraffic(
    String topic,
    TopicKind kind,
    TopicStatus status,
    List<Long> minutes,
    long sinceStart,
    @Nullable Instant lastRecord,
    @Nullable Long lag,
    long unreadable) {
  private static final double MINUTE_SECONDS = 60;
  private static final double QUARTER_SECONDS = ArrivalCounter.WINDOW.toSeconds();

  public TopicTraffic {
    minutes = List.copyOf(minutes);
  }

  /** Records that arrived in the last minute. */
  public long lastMinute() {
    return minutes.get(minutes.size() - 1);
  }

  /** Records that arrived in the last 15 minutes. */
  public long lastQuarter() {
    return minutes.stream().mapToLong(Long::longValue).sum();
  }

  /** Records per second in each of the last 15 minutes, the earliest first. */
  public List<Double> minuteRates() {
    return minutes.stream().map(count -> count / MINUTE_SECONDS).toList();
  }

  /** Records per second over the last minute. */
  public double minuteRate() {
    return lastMinute() / MINUTE_SECONDS;
  }

  /** Records per second over the last 15 minutes. */
  public double quarterRate() {
    return lastQuarter() / QUARTER_SECONDS;
  }

  /** The same with another status. */
  public TopicTraffic withStatus(TopicStatus other) {
    return new TopicTraffic(topic, kind, other, minutes, sinceStart, lastRecord, lag, unreadable);
  }

  /**
   * The dead letters of one reason that arrived since the console began to read.
   *
   * @param topic of dead letters
   * @param reason as in the label {@code reason} of {@code arena_dead_letters_total}, or {@code
   *     other}
   * @param lastQuarter how many arrived in the last 15 minutes
   */
  public record DeadLetterCount(String topic, String reason, long lastQuarter, long sinceStart) {}
}
