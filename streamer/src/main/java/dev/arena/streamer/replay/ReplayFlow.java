package dev.arena.streamer.replay;

import java.time.Duration;

/**
 * How fast rows are sent, and how far ahead of the scorer.
 *
 * @param rate rows per second; {@link Double#POSITIVE_INFINITY} for as fast as possible
 * @param maxLead the most rows that are sent and neither answered nor passed by the scorer
 * @param timeout how long the scorer may do nothing while it is waited for
 */
public record ReplayFlow(double rate, int maxLead, Duration timeout) {
  /** So many pairs keep a scorer busy for seconds, and are no flood. */
  public static final int DEFAULT_MAX_LEAD = 10_000;

  /** The bound of a run's memory. */
  public static final int LARGEST_MAX_LEAD = 1_000_000;

  /** The timeout where nobody sets one. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  public ReplayFlow {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("rate is " + rate + "; expected more than 0");
    }
    if (maxLead < 1 || maxLead > LARGEST_MAX_LEAD) {
      throw new IllegalArgumentException(
          "the lead is " + maxLead + "; expected 1 to " + LARGEST_MAX_LEAD);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is " + timeout + "; expected more than 0");
    }
  }

  /** As fast as possible, with the default lead and timeout. */
  public static ReplayFlow unlimited() {
    return new ReplayFlow(Double.POSITIVE_INFINITY, DEFAULT_MAX_LEAD, DEFAULT_TIMEOUT);
  }
}
