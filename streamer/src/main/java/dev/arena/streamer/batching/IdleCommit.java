package dev.arena.streamer.batching;

import java.time.Duration;

/**
 * Decides when a stream thread requests a commit before its interval is over: once none of its
 * tasks has records in flight, but not too soon after its last commit. A commit costs broker and
 * scorer about a third as much as scoring a pair with the shipped model (docs/decisions/0015).
 *
 * <p>There is one for each stream thread, used only by that thread.
 */
final class IdleCommit {
  private final long pauseNanos;
  private int inFlight;
  private boolean owed;
  private long committedAt;

  /**
   * @param pause the minimum time after a commit
   * @param now the clock's time in nanoseconds
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

  /** The thread commits, for any reason. */
  void committed(long now) {
    owed = false;
    committedAt = now;
  }

  /** Whether a commit will become due without any further event. */
  boolean isAwaited() {
    return owed && inFlight == 0;
  }

  boolean isDue(long now) {
    return isAwaited() && now - committedAt >= pauseNanos;
  }
}
