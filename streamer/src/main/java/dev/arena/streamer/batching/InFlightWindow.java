package dev.arena.streamer.batching;

import java.time.Duration;

/**
 * How many records all tasks together may have in flight: as many as the function answers within a
 * target time, so that a commit, which waits for all of them, is not held up for longer.
 *
 * <p>Learns from each drain: one that took too long shrinks the window in proportion, a quick one
 * of a full window doubles it. Without this, a queue sized for a GPU would keep a commit of a slow
 * CPU waiting until Kafka aborts the transaction. Safe for use by many threads.
 */
final class InFlightWindow {
  private static final int FIRST = 16;

  private final int most;
  private final Duration target;
  private final Object lock = new Object();
  // written under lock
  private volatile int size;

  /**
   * @param most the size is never above
   * @param target how long a drain should take at most
   */
  InFlightWindow(int most, Duration target) {
    this.most = most;
    this.target = target;
    this.size = Math.min(FIRST, most);
  }

  /** At least 1. */
  int size() {
    return size;
  }

  /**
   * Everything of one task was drained.
   *
   * @param inFlight how many records of all tasks were in flight when the drain began
   * @param took how long it took
   */
  void drained(int inFlight, Duration took) {
    synchronized (lock) {
      if (took.compareTo(target) > 0) {
        long fitting = inFlight * target.toNanos() / took.toNanos();
        size = (int) Math.max(1, Math.min(size, fitting));
      } else if (inFlight >= size && took.multipliedBy(2).compareTo(target) < 0) {
        size = (int) Math.min(most, 2L * size);
      }
    }
  }
}
