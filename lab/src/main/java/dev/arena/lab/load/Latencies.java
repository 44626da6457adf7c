package dev.arena.lab.load;

import java.util.Arrays;

/** Durations in nanoseconds, at least one. */
public final class Latencies {
  private static final double MILLIS = 1e6;

  private final long[] sorted;

  /** Copies them, in any order. */
  public Latencies(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("there are no durations; expected at least one");
    }
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  /** How many there are. */
  public int count() {
    return sorted.length;
  }

  /**
   * The smallest of them that at least this share of them does not exceed, in milliseconds.
   *
   * @param share more than 0, at most 1: 0.5 for the median, 1 for the largest
   */
  public double millis(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share is %s; expected more than 0 and at most 1".formatted(share));
    }
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / MILLIS;
  }
}
