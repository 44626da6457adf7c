package dev.arena.lab.load;

import java.util.Arrays;

/** Latencies in nanoseconds, at least one. */
public final class Latencies {
  private static final double MILLIS = 1e6;

  private final long[] sorted;

  /** Creates a sorted copy of these latencies. */
  public Latencies(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("there are no latencies; expected at least one");
    }
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  /** Returns the number of latencies. */
  public int count() {
    return sorted.length;
  }

  /**
   * Returns a quantile in milliseconds: the smallest latency that at least this fraction of the
   * latencies does not exceed.
   *
   * @param quantile more than 0, at most 1: 0.5 for the median, 1 for the largest
   */
  public double millis(double quantile) {
    if (!(quantile > 0 && quantile <= 1)) {
      throw new IllegalArgumentException(
          "quantile is %s; expected more than 0 and at most 1".formatted(quantile));
    }
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1] / MILLIS;
  }
}
