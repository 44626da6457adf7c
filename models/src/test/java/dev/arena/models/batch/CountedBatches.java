package dev.arena.models.batch;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An observer that counts what a batcher reports. */
final class CountedBatches implements BatchObserver {
  private final Map<ClosedBy, Integer> closed = new ConcurrentHashMap<>();
  private final AtomicInteger retried = new AtomicInteger();
  final Queue<Long> waited = new ConcurrentLinkedQueue<>();

  @Override
  public void taken(ClosedBy reason) {
    closed.merge(reason, 1, Integer::sum);
  }

  @Override
  public void waited(long nanos) {
    waited.add(nanos);
  }

  @Override
  public void retried() {
    retried.incrementAndGet();
  }

  int closedBy(ClosedBy reason) {
    return closed.getOrDefault(reason, 0);
  }

  int batches() {
    return closed.values().stream().mapToInt(Integer::intValue).sum();
  }

  int retriedBatches() {
    return retried.get();
  }
}
