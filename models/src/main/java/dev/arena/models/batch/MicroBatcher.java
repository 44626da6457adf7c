package dev.arena.models.batch;

import dev.arena.models.batch.BatchObserver.ClosedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A bounded queue whose worker threads pass waiting items to a function in batches of limited size.
 *
 * <p>Batches form naturally: a worker takes what is queued as soon as it is free and never waits
 * for more. At light load a batch is one item that starts at once; at heavy load batches are full.
 * When the queue is full, {@link #submit} blocks (back-pressure). With several workers, one batch
 * is prepared while another runs; batches start in the order of their items and may finish in a
 * different order. An item whose future the caller has completed meanwhile, for example by a
 * timeout, is dropped.
 *
 * <p>A failed batch is retried item by item, so that only the bad item fails. If {@link
 * BatcherOptions#broken} or an {@link Error} says that the environment is at fault, every item of
 * the batch fails. If the function returns the wrong number of results, or a null result, the whole
 * batch fails. Every future completes, even after an exception or {@link #close}.
 *
 * <p>Thread-safe. Worker threads complete the futures, so dependent stages must be short.
 *
 * @param <I> an item
 * @param <O> its result
 */
public final class MicroBatcher<I, O> implements AutoCloseable {
  private final BatchFunction<I, O> function;
  private final BatcherOptions<I> options;
  private final LongSupplier nanoClock;
  private final List<Thread> workers;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  // guarded by lock
  private final ArrayDeque<Job<I, O>> queue = new ArrayDeque<>();
  // guarded by lock
  private long queuedWeight;
  // guarded by lock
  private boolean closed;
  // guarded by lock
  private boolean flushed;

  /**
   * @param function called only by worker threads, concurrently if {@link
   *     BatcherOptions#concurrency} is above 1
   * @param options limits and the test for a broken environment
   * @param threads creates the worker threads
   * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
   */
  public MicroBatcher(
      BatchFunction<I, O> function,
      BatcherOptions<I> options,
      ThreadFactory threads,
      LongSupplier nanoClock) {
    this.function = function;
    this.options = options;
    this.nanoClock = nanoClock;
    this.workers =
        Stream.generate(() -> threads.newThread(this::work)).limit(options.concurrency()).toList();
    this.workers.forEach(Thread::start);
  }

  /** A function that returns one result per item of a batch, in the same order. */
  @FunctionalInterface
  public interface BatchFunction<I, O> {
    List<O> apply(List<I> batch) throws Exception;
  }

  private record Job<I, O>(I item, long weight, long queuedAt, CompletableFuture<O> future) {}

  private record Batch<I, O>(List<Job<I, O>> jobs, ClosedBy closedBy) {}

  /**
   * Queues an item, after waiting for room if the queue is full.
   *
   * @return a future that completes with the result, with the function's exception, or, once the
   *     batcher is closed, with a {@link RejectedExecutionException}
   * @throws InterruptedException if interrupted while waiting; the item is then not queued
   */
  public CompletableFuture<O> submit(I item) throws InterruptedException {
    long weight = options.weigher().applyAsLong(item);
    lock.lockInterruptibly();
    try {
      while (isFullFor(weight)) {
        notFull.await();
      }
      return add(item, weight);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Queues an item unless the queue is full, without waiting.
   *
   * @return a future that completes like that of {@link #submit}; empty if the queue is full
   */
  public Optional<CompletableFuture<O>> offer(I item) {
    long weight = options.weigher().applyAsLong(item);
    lock.lock();
    try {
      return isFullFor(weight) ? Optional.empty() : Optional.of(add(item, weight));
    } finally {
      lock.unlock();
    }
  }

  /** Whether an item must wait for room. The caller holds the lock. */
  private boolean isFullFor(long weight) {
    return !closed
        && (queue.size() >= options.capacity()
            || (!queue.isEmpty() && weight > options.maxQueuedWeight() - queuedWeight));
  }

  /** Queues an item, or rejects it if the batcher is closed. The caller holds the lock. */
  private CompletableFuture<O> add(I item, long weight) {
    CompletableFuture<O> future = new CompletableFuture<>();
    if (closed) {
      future.completeExceptionally(rejection());
    } else {
      flushed = false;
      queue.add(new Job<>(item, weight, nanoClock.getAsLong(), future));
      queuedWeight += weight;
      notEmpty.signal();
    }
    return future;
  }

  /**
   * Declares that no more items will come until the queued ones are answered. Affects only the
   * reason that {@link BatchObserver#taken} receives for the last batch.
   */
  public void flush() {
    lock.lock();
    try {
      flushed = !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** The number of items that are waiting for a batch. */
  public int queued() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Rejects further items, interrupts the workers, waits until they have ended, and fails the items
   * that are still queued. Running batches finish first, unless the function reacts to the
   * interrupt. Closing twice is harmless. The function must not call this method.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signalAll();
      notFull.signalAll();
    } finally {
      lock.unlock();
    }
    workers.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    failQueued();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      for (Batch<I, O> batch = take(); !batch.jobs().isEmpty(); batch = take()) {
        run(batch.jobs(), batch.closedBy());
      }
    } finally {
      failQueued();
    }
  }

  /** Waits for items and takes the next batch; an empty batch means that the batcher is closed. */
  private Batch<I, O> take() {
    List<Job<I, O>> batch = new ArrayList<>();
    lock.lock();
    try {
      while (!closed && isIdle()) {
        notEmpty.awaitUninterruptibly();
      }
      ClosedBy reason = flushed ? ClosedBy.FLUSH : ClosedBy.EMPTY_QUEUE;
      if (closed) {
        return new Batch<>(batch, reason);
      }
      long weight = 0;
      while (batch.isEmpty() || !isIdle()) {
        if (batch.size() >= options.maxItems()) {
          reason = ClosedBy.ITEMS;
          break;
        }
        weight += queue.element().weight();
        if (weight > options.maxWeight() && !batch.isEmpty()) {
          reason = ClosedBy.WEIGHT;
          break;
        }
        batch.add(removeFirst());
      }
      flushed &= !queue.isEmpty();
      notFull.signalAll();
      return new Batch<>(batch, reason);
    } finally {
      lock.unlock();
    }
  }

  /** Whether no item needs a batch; drops those that need none. The caller holds the lock. */
  private boolean isIdle() {
    while (!queue.isEmpty() && queue.element().future().isDone()) {
      removeFirst();
      notFull.signalAll();
    }
    return queue.isEmpty();
  }

  private Job<I, O> removeFirst() {
    Job<I, O> first = queue.remove();
    queuedWeight -= first.weight();
    return first;
  }

  private void run(List<Job<I, O>> batch, ClosedBy reason) {
    try {
      options.observer().taken(reason);
      long now = nanoClock.getAsLong();
      batch.forEach(job -> options.observer().waited(now - job.queuedAt()));
      complete(batch, apply(batch));
    } catch (Exception e) {
      if (batch.size() == 1 || isCommonFate(e)) {
        fail(batch, e);
      } else {
        options.observer().retried();
        runOneByOne(batch);
      }
    } catch (Throwable t) {
      fail(batch, t);
    }
  }

  private void runOneByOne(List<Job<I, O>> batch) {
    for (int i = 0; i < batch.size(); i++) {
      List<Job<I, O>> one = batch.subList(i, i + 1);
      try {
        complete(one, apply(one));
      } catch (Exception e) {
        if (isCommonFate(e)) {
          fail(batch.subList(i, batch.size()), e);
          return;
        }
        fail(one, e);
      } catch (Throwable t) {
        fail(batch.subList(i, batch.size()), t);
        return;
      }
    }
  }

  private List<O> apply(List<Job<I, O>> batch) throws Exception {
    List<O> results = function.apply(batch.stream().map(Job::item).toList());
    if (results.size() != batch.size()) {
      throw new WrongResultException(
          "the function returned %d results for a batch of %d items"
              .formatted(results.size(), batch.size()));
    }
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) == null) {
        throw new WrongResultException(
            "the function returned no result for item %d of %d".formatted(i + 1, batch.size()));
      }
    }
    return results;
  }

  private boolean isCommonFate(Exception e) {
    return e instanceof WrongResultException
        || e instanceof InterruptedException
        || options.broken().test(e);
  }

  private void complete(List<Job<I, O>> batch, List<O> results) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).future().complete(results.get(i));
    }
  }

  private void fail(List<Job<I, O>> batch, Throwable reason) {
    for (Job<I, O> job : batch) {
      job.future().completeExceptionally(reason);
    }
  }

  private void failQueued() {
    List<Job<I, O>> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(queue);
      queue.clear();
      queuedWeight = 0;
      notEmpty.signalAll();
      notFull.signalAll();
    } finally {
      lock.unlock();
    }
    for (Job<I, O> job : left) {
      job.future().completeExceptionally(rejection());
    }
  }

  private static RejectedExecutionException rejection() {
    return new RejectedExecutionException("the micro-batcher is closed");
  }

  /** The function broke its contract: a program defect, not a bad item. */
  private static final class WrongResultException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    WrongResultException(String message) {
      super(message);
    }
  }
}
