package dev.arena.models.batch;

import java.time.Duration;

/** Adds up what the threads of a {@link MicroBatcher} report. Safe for use by many threads. */
final class BatcherCounters {
  private final Object lock = new Object();
  private final long[] closedBy = new long[Closed.values().length];
  private long items;
  private long retriedBatches;
  private long failedItems;
  private long queuedNanos;
  private long blockedNanos;

  void batch(Closed reason, int size, long queued) {
    synchronized (lock) {
      closedBy[reason.ordinal()]++;
      items += size;
      queuedNanos += queued;
    }
  }

  void retried() {
    synchronized (lock) {
      retriedBatches++;
    }
  }

  void failed(int count) {
    synchronized (lock) {
      failedItems += count;
    }
  }

  void blocked(long nanos) {
    synchronized (lock) {
      blockedNanos += nanos;
    }
  }

  BatcherStatistics snapshot() {
    synchronized (lock) {
      return new BatcherStatistics(
          closedBy[Closed.ITEMS.ordinal()],
          closedBy[Closed.WEIGHT.ordinal()],
          closedBy[Closed.QUEUE_EMPTY.ordinal()],
          closedBy[Closed.FLUSH.ordinal()],
          items,
          retriedBatches,
          failedItems,
          Duration.ofNanos(queuedNanos),
          Duration.ofNanos(blockedNanos));
    }
  }

  /** Why a batch did not grow further. */
  enum Closed {
    ITEMS,
    WEIGHT,
    QUEUE_EMPTY,
    FLUSH
  }
}
