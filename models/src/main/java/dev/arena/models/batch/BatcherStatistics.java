package dev.arena.models.batch;

import java.time.Duration;

/**
 * What a {@link MicroBatcher} has done since it was made.
 *
 * @param closedByItems batches that held as many items as allowed
 * @param closedByWeight batches that the next item would have made too heavy
 * @param closedByEmptyQueue batches that took all that waited
 * @param closedByFlush batches that took all that waited after {@link MicroBatcher#flush}
 * @param items items taken into batches
 * @param retriedBatches batches that failed and were tried again item by item
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

  /** Batches handed to the function, single retries not counted. */
  public long batches() {
    return closedByItems + closedByWeight + closedByEmptyQueue + closedByFlush;
  }
}
