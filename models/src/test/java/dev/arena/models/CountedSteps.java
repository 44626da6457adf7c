package dev.arena.models;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** An observer that keeps what a scorer reports. */
final class CountedSteps implements ScoringObserver {
  final Queue<Long> tokenized = new ConcurrentLinkedQueue<>();
  final Queue<Long> inferred = new ConcurrentLinkedQueue<>();
  final Queue<Long> heads = new ConcurrentLinkedQueue<>();
  final AtomicLong sequences = new AtomicLong();
  final AtomicLong tokens = new AtomicLong();
  final AtomicLong padding = new AtomicLong();
  final AtomicLong runNanos = new AtomicLong();

  @Override
  public void tokenized(long nanos) {
    tokenized.add(nanos);
  }

  @Override
  public void inferred(long nanos) {
    inferred.add(nanos);
  }

  @Override
  public void headRan(long nanos) {
    heads.add(nanos);
  }

  @Override
  public void ran(int count, long real, long padded, long nanos) {
    sequences.addAndGet(count);
    tokens.addAndGet(real);
    padding.addAndGet(padded);
    runNanos.addAndGet(nanos);
  }
}
