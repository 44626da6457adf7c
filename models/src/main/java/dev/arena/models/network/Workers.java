package dev.arena.models.network;

import ai.onnxruntime.OrtException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of daemon threads that share the tasks of their callers. Safe for use by many
 * threads, but not by its own tasks.
 */
public final class Workers implements AutoCloseable {
  private final int threads;
  private final ExecutorService executor;

  /**
   * @param threads at least 1
   */
  public Workers(int threads) {
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "arena-scorer-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** One of several tasks that are told apart by an index. */
  @FunctionalInterface
  public interface IndexedTask {
    void run(int index) throws OrtException;
  }

  /** How many threads there are. */
  public int threads() {
    return threads;
  }

  /**
   * Runs a task for each index from 0, on up to {@code parallelism} threads, lowest index first,
   * and waits for all. After a failure no further index is begun.
   *
   * <p>An interrupt of the caller does not cut the wait short; it is restored afterwards.
   *
   * @throws OrtException if a task did, or the runtime exception or error that a task threw
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

  /** Lets running tasks end and the threads with them. Closing twice does nothing more. */
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
