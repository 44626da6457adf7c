package dev.arena.streamer.batching;

import java.time.Duration;

/**
 * Says when a stream thread should ask for a commit before its interval is over: as soon as nothing
 * of its tasks is in flight, but not too soon after its last commit, for each one costs broker and
 * scorer about a third of scoring a pair with the shipped model (docs/decisions/0015).
 *
 * <p>One for each stream thread, used by it only.
 */
final class IdleCommit {
  private final long pauseNanos;
  private int inFlight;
  private boolean owed;
  private long committedAt;

  /**
   * @param pause at least so long after a commit
   * @param now nanoseconds of the clock
   */
  IdleCommit(Duration pause, long now) {
    this.pauseNanos = pause.toNanos();
    this.committedAt = now - pauseNanos;
  }

  void submitted() {
    inFlight++;
  }

  void forwarded() {
    inFlight--;
    owed = true;
  }

  void forgotten(int records) {
    inFlight -= records;
  }

  /** The thread commits, for whatever reason. */
  void committed(long now) {
    owed = false;
    committedAt = now;
  }

  /** Whether a commit will be due without anything more happening. */
  boolean isAwaited() {
    return owed && inFlight == 0;
  }

  boolean isDue(long now) {
    return isAwaited() && now - committedAt >= pauseNanos;
  }
}
