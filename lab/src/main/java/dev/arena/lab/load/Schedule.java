package dev.arena.lab.load;

import java.time.Duration;

/**
 * The times at which pairs are sent at a fixed rate, independently of the answers to earlier pairs.
 *
 * @param perSecond pairs per second, more than 0
 * @param count number of pairs, at least 1
 */
public record Schedule(double perSecond, int count) {
  private static final double NANOS = 1e9;

  public Schedule {
    if (!(perSecond > 0) || perSecond == Double.POSITIVE_INFINITY || count < 1) {
      throw new IllegalArgumentException(
          "%s pairs/s, %d pairs; expected more than 0 and at least 1".formatted(perSecond, count));
    }
  }

  /**
   * How long a rate is held: until {@code minTime} has passed and {@code minPairs} pairs have been
   * sent, but for at most {@code maxTime}.
   */
  public record Limits(Duration minTime, int minPairs, Duration maxTime) {}

  /** Returns a schedule with as many pairs as the limits require, at least one. */
  public static Schedule of(double perSecond, Limits limits) {
    double seconds =
        Math.min(
            limits.maxTime().toNanos() / NANOS,
            Math.max(limits.minTime().toNanos() / NANOS, limits.minPairs() / perSecond));
    return new Schedule(perSecond, (int) Math.max(1, Math.round(perSecond * seconds)));
  }

  /** Returns when a pair is due, in nanoseconds after the first pair, which has index 0. */
  public long dueNanos(int index) {
    return Math.round(index * NANOS / perSecond);
  }
}
