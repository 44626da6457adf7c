package dev.arena.streamer.batching;

import java.time.Duration;

/**
 * Settings of a {@link BatchingProcessor}.
 *
 * @param name names the commit gate of this processor; unique in its topology
 * @param maxInFlight how many records all tasks together may have submitted and not yet forwarded
 *     (each task may always have one); a small multiple of the batch size keeps the function busy
 * @param commitDelay how long a record should be in flight at most, and so delay a commit that
 *     waits for it; fewer records are kept in flight if the function is slow. Must be well below
 *     {@code transaction.timeout.ms}
 * @param commitPause minimum time between a commit and the next one requested while records are in
 *     flight; may be zero. See {@link CommitPacing}
 * @param timeout how long the oldest record may take before the task fails; must be shorter than
 *     {@code max.poll.interval.ms}
 */
public record BatchingOptions(
    String name, int maxInFlight, Duration commitDelay, Duration commitPause, Duration timeout) {
  /** Processor time of one commit in scorer and broker, rounded up (docs/decisions/0015). */
  private static final Duration COMMIT_COST = Duration.ofMillis(5);

  /** Commits of busy threads use at most one part in this many of all processor time. */
  private static final int COMMIT_SHARE = 16;

  public BatchingOptions {
    if (maxInFlight < 1) {
      throw new IllegalArgumentException(
          "maxInFlight is %d; expected at least 1".formatted(maxInFlight));
    }
    if (commitDelay.isNegative() || commitDelay.isZero()) {
      throw new IllegalArgumentException(
          "commitDelay is %s; expected more than zero".formatted(commitDelay));
    }
    if (commitPause.isNegative()) {
      throw new IllegalArgumentException(
          "commitPause is %s; expected zero or more".formatted(commitPause));
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "timeout is %s; expected more than zero".formatted(timeout));
    }
  }

  /**
   * The {@code commitPause} that limits the commits requested by busy threads to a sixteenth of the
   * processors' time. Commits due to a shorter commit interval come in addition.
   *
   * @param streamThreads number of threads, each of which commits on its own
   * @param processors number of processors that they and the broker share
   */
  public static Duration pauseBetweenCommits(int streamThreads, int processors) {
    return COMMIT_COST.multipliedBy(COMMIT_SHARE).multipliedBy(streamThreads).dividedBy(processors);
  }
}
