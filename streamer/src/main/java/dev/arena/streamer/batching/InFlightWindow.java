package dev.arena.streamer.batching;

import java.time.Duration;

/**
 * Limits how many records all tasks together may have in flight: as many as the function answers
 * within a target time. A commit before partitions change hands waits for all of them, and so do
 * other commits if offsets cannot be lowered; they are not delayed for longer than that.
 *
 * <p>Learns from each record: one that took too long shrinks the window in proportion, and a quick
 * one from a full window doubles it. Without this limit, a queue sized for a GPU would delay a slow
 * CPU's commit until Kafka aborts the transaction. Safe for use by many threads.
 */
final class InFlightWindow {
  private static final int FIRST = 16;

  private final int most;
  private final Duration target;
  private final Object lock = new Object();
  // written under lock
  private volatile int size;

  /**
   * @param most the maximum size
   * @param target how long a record should be in flight at most
   */
  InFlightWindow(int most, Duration target) {
    this.most = most;
    this.target = target;
    this.size = Math.min(FIRST, most);
  }

  /** The current limit, at least 1. */
  int size() {
    return size;
  }

  /**
   * A record was answered.
   *
   * @param inFlight how many records of all tasks were in flight once it was submitted
   * @param took how long the answer took
   */
  void answered(int inFlight, Duration took) {
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
