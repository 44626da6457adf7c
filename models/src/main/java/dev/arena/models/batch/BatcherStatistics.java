package dev.arena.models.batch;

import java.time.Duration;

/**
 * The work of a {@link MicroBatcher} since it was created.
 *
 * @param closedByItems batches that reached the maximum number of items
 * @param closedByWeight batches that the next item would have made too heavy
 * @param closedByEmptyQueue batches that took all waiting items
 * @param closedByFlush batches that took all waiting items after {@link MicroBatcher#flush}
 * @param items items taken into batches
 * @param retriedBatches batches that failed and were retried item by item
 * @param failedItems items whose future got an exception from the function
 * @param queued time that items waited for their batch, added up over items
 * @param blocked time that threads waited for room in the queue, added up over threads
 */
public record BatcherStatistics(
    long closedByItems,
    long closedByWeight,
    long closedByEmptyQueue,
    long closedByFlush,
    long items,
    long retriedBatches,
    long failedItems,
    Duration queued,
    Duration blocked) {

  /** Batches passed to the function, not counting single retries. */
  public long batches() {
    return closedByItems + closedByWeight + closedByEmptyQueue + closedByFlush;
  }
}
