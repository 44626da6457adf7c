package dev.arena.console.topics;

import java.time.Duration;
import java.time.Instant;

/**
 * Counts records as they arrive: in total, and in each second of the last 15 minutes. Not
 * thread-safe.
 */
final class ArrivalCounter {
  /** The longest time over which records are counted. */
  static final Duration WINDOW = Duration.ofMinutes(15);

  private final int[] counts = new int[(int) WINDOW.toSeconds()];
  private long total;

  /** The second to which the latest of the counts belongs. */
  private long latest = Long.MIN_VALUE;

  /** Counts a record; a time before that of an earlier one counts as the latest time. */
  void add(Instant now) {
    advance(now.getEpochSecond());
    counts[slot(latest)]++;
    total++;
  }

  /** All records. */
  long total() {
    return total;
  }

  /**
   * The records that arrived in a time that ends now.
   *
   * @param window at most {@link #WINDOW}
   */
  long last(Duration window, Instant now) {
    advance(now.getEpochSecond());
    long sum = 0;
    for (long second = latest; second > latest - window.toSeconds(); second--) {
      sum += counts[slot(second)];
    }
    return sum;
  }

  private void advance(long second) {
    if (latest < second) {
      long first = Math.max(latest, second - counts.length) + 1;
      for (long empty = first; empty <= second; empty++) {
        counts[slot(empty)] = 0;
      }
      latest = second;
    }
  }

  private int slot(long second) {
    return (int) Math.floorMod(second, (long) counts.length);
  }
}
