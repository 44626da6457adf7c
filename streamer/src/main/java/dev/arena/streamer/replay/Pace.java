package dev.arena.streamer.replay;

import java.time.Duration;

/**
 * When rows are due, for a number of rows per second. Open loop: the plan is fixed at the start, so
 * rows that were held up are sent as soon as possible and the mean rate is kept.
 */
final class Pace {
  private final double rate;
  private final long startNanos;

  Pace(double rate, long startNanos) {
    this.rate = rate;
    this.startNanos = startNanos;
  }

  /**
   * How long until a row is due; zero or negative when it is.
   *
   * @param rowsBefore how many rows were sent before it
   */
  Duration until(long rowsBefore, long nowNanos) {
    if (rate == Double.POSITIVE_INFINITY) {
      return Duration.ZERO;
    }
    double dueSeconds = rowsBefore / rate;
    return Duration.ofNanos((long) (dueSeconds * 1e9) - (nowNanos - startNanos));
  }
}
