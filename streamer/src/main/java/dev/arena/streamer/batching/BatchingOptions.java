package dev.arena.streamer.batching;

import java.time.Duration;

/**
 * How a {@link BatchingProcessor} behaves.
 *
 * @param name names the commit gate of this processor; unique in its topology
 * @param maxInFlight how many records all tasks together may have submitted and not yet forwarded
 *     (each task may always have one); a small multiple of the batch size keeps the function busy
 * @param commitDelay how long what is in flight may hold up a commit; fewer records are kept in
 *     flight when the function is slow. Must be well below {@code transaction.timeout.ms}
 * @param commitPause how long after a commit the next one is asked for at the earliest, when
 *     nothing is in flight; may be nothing
 * @param timeout how long the oldest record may take before the task fails; must be shorter than
 *     {@code max.poll.interval.ms}
 */
public record BatchingOptions(
    String name, int maxInFlight, Duration commitDelay, Duration commitPause, Duration timeout) {
  /** Processor time of one commit in scorer and broker, rounded up (docs/decisions/0015). */
  private static final Duration COMMIT_COST = Duration.ofMillis(5);

  /** Commits that idle threads ask for take at most one part in so many of the processors. */
  private static final int COMMIT_SHARE = 16;

  public BatchingOptions {
    if (maxInFlight < 1) {
      throw new IllegalArgumentException(
          "maxInFlight is %d; expected at least 1".formatted(maxInFlight));
    }
    if (commitDelay.isNegative() || commitDelay.isZero()) {
      throw new IllegalArgumentException(
          "commitDelay is %s; expected more than nothing".formatted(commitDelay));
    }
    if (commitPause.isNegative()) {
      throw new IllegalArgumentException(
          "commitPause is %s; expected nothing or more".formatted(commitPause));
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "timeout is %s; expected more than nothing".formatted(timeout));
    }
  }

  /**
   * A {@code commitPause} with which the commits that idle threads ask for take a sixteenth of the
   * processors at most. Those of the commit interval come on top where the interval is shorter.
   *
   * @param streamThreads that commit, each by itself
   * @param processors that they and the broker have
   */
  public static Duration pauseBetweenCommits(int streamThreads, int processors) {
    return COMMIT_COST.multipliedBy(COMMIT_SHARE).multipliedBy(streamThreads).dividedBy(processors);
  }
}
