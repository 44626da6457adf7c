package dev.arena.models.network;

import ai.onnxruntime.OrtException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A fixed pool of daemon threads that run callers' tasks. Thread-safe, but tasks must not use the
 * pool themselves.
 */
public final class Workers implements AutoCloseable {
  private final int threads;
  private final int priority;
  private final ExecutorService executor;

  /**
   * @param threads at least 1
   */
  public Workers(int threads) {
    this(threads, Thread.NORM_PRIORITY);
  }

  /**
   * @param threads at least 1
   * @param priority of the threads, {@link Thread#MIN_PRIORITY} to {@link Thread#MAX_PRIORITY}
   */
  public Workers(int threads, int priority) {
    this.threads = threads;
    this.priority = priority;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "arena-scorer-" + number.incrementAndGet());
              thread.setDaemon(true);
              thread.setPriority(priority);
              return thread;
            });
  }

  /**
   * Another pool, with threads of the same priority.
   *
   * @param number of threads, at least 1
   */
  public Workers another(int number) {
    return new Workers(number, priority);
  }

  /** A task that runs once for each index. */
  @FunctionalInterface
  public interface IndexedTask {
    void run(int index) throws OrtException;
  }

  /** The number of threads. */
  public int threads() {
    return threads;
  }

  /**
   * Runs a task for each index, counting from 0, on up to {@code parallelism} threads, lowest index
   * first, and waits for all of them. After a failure, no further task starts.
   *
   * <p>Interrupting the caller does not end the wait; its interrupt status is restored afterwards.
   *
   * @throws OrtException if a task threw it; other exceptions from tasks are rethrown too
   */
  public void run(int tasks, int parallelism, IndexedTask task) throws OrtException {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    int loops = Math.min(tasks, Math.min(parallelism, threads));
    CountDownLatch running = new CountDownLatch(loops);
    for (int i = 0; i < loops; i++) {
      executor.execute(
          () -> {
            try {
              for (int index = next.getAndIncrement();
                  index < tasks && failure.get() == null;
                  index = next.getAndIncrement()) {
                task.run(index);
              }
            } catch (Throwable t) {
              failure.compareAndSet(null, t);
            } finally {
              running.countDown();
            }
          });
    }
    awaitUninterruptibly(running);
    rethrow(failure.get());
  }

  /** Lets running tasks finish, and then ends the threads. Closing twice is harmless. */
  @Override
  public void close() {
    executor.shutdown();
  }

  private static void rethrow(@Nullable Throwable failure) throws OrtException {
    if (failure instanceof OrtException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    } else if (failure != null) {
      throw new IllegalStateException("a task threw an undeclared exception", failure);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
