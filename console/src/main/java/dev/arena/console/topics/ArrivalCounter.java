package dev.arena.console.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts records as they arrive: in total, and in each second of the last 15 minutes. Not
 * thread-safe.
 */
final class ArrivalCounter {
  /** The longest time over which records are counted. */
  static final Duration WINDOW = Duration.ofMinutes(15);

  private static final int SECONDS = (int) Duration.ofMinutes(1).toSeconds();

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

  /** The records of the last 15 minutes. */
  long recent(Instant now) {
    advance(now.getEpochSecond());
    return Arrays.stream(counts).asLongStream().sum();
  }

  /** The records of each of the last 15 minutes, the earliest first; the last minute ends now. */
  List<Long> minutes(Instant now) {
    advance(now.getEpochSecond());
    List<Long> minutes = new ArrayList<>();
    for (long end = latest - counts.length + SECONDS; end <= latest; end += SECONDS) {
      long sum = 0;
      for (long second = end; second > end - SECONDS; second--) {
        sum += counts[slot(second)];
      }
      minutes.add(sum);
    }
    return minutes;
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
