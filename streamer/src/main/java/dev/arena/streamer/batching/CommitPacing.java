package dev.arena.streamer.batching;

import dev.arena.kafka.streams.PendingWork;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Decides when a stream thread requests a commit before its interval is over. A commit costs broker
 * and scorer about a third as much as scoring a pair with the shipped model (docs/decisions/0015),
 * and a reader of committed records sees no answer before it.
 *
 * <ul>
 *   <li>While no thread has a record in flight, the device is idle: a commit is due almost at once.
 *   <li>While records are in flight, commits compete with them for processors: a commit is due once
 *       the pause is over. The longer records take, the longer the pause is, because an answer that
 *       has waited for its turn can wait a little longer for its commit.
 *   <li>If a commit has to wait for the records in flight, it is due when its thread has none left.
 * </ul>
 *
 * <p>There is one for each stream thread, used only by that thread, except for {@link #answered}.
 */
final class CommitPacing {
  /** While the device is idle, the pause is this many times shorter. */
  private static final int IDLE = 4;

  /** Records that take longer than the pause make it half as long as they take. */
  private static final int PART_OF_AGE = 2;

  private static final long MAX_PAUSE_NANOS = Duration.ofMillis(250).toNanos();

  /** How long a thread waits to look again at an answer for which no punctuation was due. */
  private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(1).toNanos() / 4;

  private final long pauseNanos;
  private final Thread thread;
  private final AtomicBoolean answered = new AtomicBoolean();
  private int inFlight;
  private boolean owed;
  private long committedAt;
  private long ageNanos;

  /**
   * Creates the pacing of the calling thread.
   *
   * @param pause the minimum time after a commit while records are in flight
   * @param now the clock's time in nanoseconds
   */
  CommitPacing(Duration pause, long now) {
    this.pauseNanos = pause.toNanos();
    this.thread = Thread.currentThread();
    this.committedAt = now - pauseNanos;
  }

  void submitted() {
    inFlight++;
  }

  /** An answer has arrived; called by any thread. */
  void answered() {
    if (answered.compareAndSet(false, true)) {
      LockSupport.unpark(thread);
    }
  }

  /** The thread is about to forward all answers that have arrived. */
  void looked() {
    answered.set(false);
  }

  /**
   * A record was forwarded.
   *
   * @param age nanoseconds since it was submitted
   */
  void forwarded(long age) {
    inFlight--;
    owed = true;
    ageNanos = age;
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

  /** Whether to request a commit that waits for the records in flight. */
  boolean isDue(long now) {
    return isAwaited() && now - committedAt >= pauseNanos;
  }

  /**
   * Whether to request a commit that does not wait for the records in flight.
   *
   * @param inFlightOfAll records that all threads have in flight
   */
  boolean isDueBeside(int inFlightOfAll, long now) {
    long pause =
        inFlightOfAll == 0
            ? pauseNanos / IDLE
            : Math.max(pauseNanos, Math.min(ageNanos / PART_OF_AGE, MAX_PAUSE_NANOS));
    return owed && now - committedAt >= pause;
  }

  PendingWork.State state() {
    if (inFlight > 0) {
      return PendingWork.State.IN_FLIGHT;
    }
    return owed ? PendingWork.State.UNCOMMITTED : PendingWork.State.NONE;
  }

  /** Waits until an answer has arrived, for at most this long. */
  void awaitAnswer(Duration timeout) {
    LockSupport.parkNanos(
        this, answered.get() ? Math.min(LOOK_AGAIN_NANOS, timeout.toNanos()) : timeout.toNanos());
  }
}
