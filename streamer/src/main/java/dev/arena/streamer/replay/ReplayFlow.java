package dev.arena.streamer.replay;

import java.time.Duration;

/**
 * How fast rows are sent, and how far ahead of the scorer.
 *
 * @param rate rows per second; {@link Double#POSITIVE_INFINITY} for as fast as possible
 * @param maxOutstanding maximum number of unanswered rows
 * @param timeout how long to wait for a scorer that makes no progress
 */
public record ReplayFlow(double rate, int maxOutstanding, Duration timeout) {
  /** Enough pairs to keep a scorer busy for seconds without flooding it. */
  public static final int DEFAULT_MAX_OUTSTANDING = 10_000;

  /** Bounds the memory of a run. */
  public static final int LARGEST_MAX_OUTSTANDING = 1_000_000;

  /** The default timeout. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  public ReplayFlow {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("rate is " + rate + "; expected more than 0");
    }
    if (maxOutstanding < 1 || maxOutstanding > LARGEST_MAX_OUTSTANDING) {
      throw new IllegalArgumentException(
          "the number of outstanding rows is "
              + maxOutstanding
              + "; expected 1 to "
              + LARGEST_MAX_OUTSTANDING);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is " + timeout + "; expected more than 0");
    }
  }

  /** As fast as possible, with the default limit and timeout. */
  public static ReplayFlow unlimited() {
    return new ReplayFlow(Double.POSITIVE_INFINITY, DEFAULT_MAX_OUTSTANDING, DEFAULT_TIMEOUT);
  }
}
