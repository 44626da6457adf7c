package dev.arena.streamer.replay;

import java.time.Duration;
import java.util.List;

/**
 * The final result of a replay.
 *
 * @param run the run's id, as in the header {@code arena.replay.run} of its records
 * @param counts the results of the rows
 * @param sentBefore how many of the sent rows were sent by earlier attempts of the run
 * @param skipped number of bad rows that were skipped
 * @param firstSkipped the places and faults of the first bad rows
 * @param elapsed time from the start until the last row was accounted for, or sent
 * @param votes how many votes this attempt has sent
 */
public record ReplaySummary(
    String run,
    ReplayProgress counts,
    long sentBefore,
    long skipped,
    List<String> firstSkipped,
    Duration elapsed,
    long votes) {
  public ReplaySummary {
    firstSkipped = List.copyOf(firstSkipped);
  }

  /** Number of rows that this attempt has sent. */
  long sentNow() {
    return Math.max(0, counts.sent() - sentBefore);
  }

  /** Rows that this attempt has sent, per second; 0 if it sent none. */
  double perSecond() {
    return sentNow() == 0 ? 0 : sentNow() / (elapsed.toNanos() / 1e9);
  }
}
