package dev.arena.models.batch;

/**
 * An observer of what a {@link MicroBatcher} does, for metrics. It is called by the batcher's
 * worker threads, which block during the call; it must not throw.
 */
public interface BatchObserver {
  /** An observer that ignores everything. */
  BatchObserver NONE = new BatchObserver() {};

  /** A batch was taken from the queue; retries of single items are not batches. */
  default void taken(ClosedBy reason) {}

  /** An item of that batch waited in the queue for this long. */
  default void waited(long nanos) {}

  /** A batch failed and is retried item by item. */
  default void retried() {}

  /** Why a batch did not grow further. */
  enum ClosedBy {
    /** It has the maximum number of items. */
    ITEMS,
    /** The next item would make it too heavy. */
    WEIGHT,
    /** No more items are waiting. */
    EMPTY_QUEUE,
    /** No more items are waiting after {@link MicroBatcher#flush}. */
    FLUSH
  }
}
