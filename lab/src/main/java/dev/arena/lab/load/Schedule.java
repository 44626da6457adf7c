package dev.arena.lab.load;

import java.time.Duration;

/**
 * When pairs are sent at a fixed rate, whether those before were answered or not.
 *
 * @param perSecond more than 0
 * @param count how many, at least 1
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
   * How long a rate is held: until {@code shortest} has passed and {@code pairs} were sent, but no
   * longer than {@code longest}.
   */
  public record Limits(Duration shortest, int pairs, Duration longest) {}

  /** As many pairs as fit into what the limits allow, at least one. */
  public static Schedule of(double perSecond, Limits limits) {
    double seconds =
        Math.min(
            limits.longest().toNanos() / NANOS,
            Math.max(limits.shortest().toNanos() / NANOS, limits.pairs() / perSecond));
    return new Schedule(perSecond, (int) Math.max(1, Math.round(perSecond * seconds)));
  }

  /** When a pair is due, in nanoseconds after the first, which has index 0. */
  public long dueNanos(int index) {
    return Math.round(index * NANOS / perSecond);
  }
}
