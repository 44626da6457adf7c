package dev.arena.models.batch;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The limits of a {@link MicroBatcher}, and how it distinguishes a broken environment from a bad
 * item.
 *
 * @param concurrency maximum number of batches that the function processes concurrently; at least 1
 * @param maxItems maximum number of items in a batch
 * @param capacity maximum number of queued items, at which {@link MicroBatcher#submit} blocks
 * @param weigher returns the weight of an item; called by the submitting thread
 * @param maxWeight maximum weight of a batch; a heavier item forms a batch of its own
 * @param maxQueuedWeight maximum weight of the queued items, at which the queue is full; an item
 *     that is heavier by itself is queued alone
 * @param broken whether an exception from the function means that the environment is broken, so
 *     that retrying item by item cannot succeed
 * @param observer receives what the batcher does
 */
public record BatcherOptions<I>(
    int concurrency,
    int maxItems,
    int capacity,
    ToLongFunction<? super I> weigher,
    long maxWeight,
    long maxQueuedWeight,
    Predicate<? super Exception> broken,
    BatchObserver observer) {
  public BatcherOptions {
    require(concurrency >= 1, "concurrency", concurrency);
    require(maxItems >= 1, "maxItems", maxItems);
    require(capacity >= 1, "capacity", capacity);
    require(maxWeight >= 1, "maxWeight", maxWeight);
    require(maxQueuedWeight >= 1, "maxQueuedWeight", maxQueuedWeight);
    Objects.requireNonNull(weigher, "weigher");
    Objects.requireNonNull(broken, "broken");
    Objects.requireNonNull(observer, "observer");
  }

  /** One batch at a time, limited by count; every exception counts as an item's fault. */
  public static <I> BatcherOptions<I> limitedTo(int maxItems, int capacity) {
    return new BatcherOptions<>(
        1,
        maxItems,
        capacity,
        item -> 1,
        Long.MAX_VALUE,
        Long.MAX_VALUE,
        failure -> false,
        BatchObserver.NONE);
  }

  /** A copy with another number of concurrent batches. */
  public BatcherOptions<I> withConcurrency(int other) {
    return new BatcherOptions<>(
        other, maxItems, capacity, weigher, maxWeight, maxQueuedWeight, broken, observer);
  }

  /** A copy with another test for a broken environment. */
  public BatcherOptions<I> withBroken(Predicate<? super Exception> other) {
    return new BatcherOptions<>(
        concurrency, maxItems, capacity, weigher, maxWeight, maxQueuedWeight, other, observer);
  }

  /** A copy with a limit by weight. */
  public BatcherOptions<I> withWeight(ToLongFunction<? super I> otherWeigher, long otherMax) {
    return new BatcherOptions<>(
        concurrency, maxItems, capacity, otherWeigher, otherMax, maxQueuedWeight, broken, observer);
  }

  /** A copy with a limit on the weight of all queued items. */
  public BatcherOptions<I> withQueuedWeight(long otherMax) {
    return new BatcherOptions<>(
        concurrency, maxItems, capacity, weigher, maxWeight, otherMax, broken, observer);
  }

  /** A copy with another observer. */
  public BatcherOptions<I> withObserver(BatchObserver other) {
    return new BatcherOptions<>(
        concurrency, maxItems, capacity, weigher, maxWeight, maxQueuedWeight, broken, other);
  }

  private static void require(boolean condition, String name, long value) {
    if (!condition) {
      throw new IllegalArgumentException(name + " is " + value + "; expected at least 1");
    }
  }
}
