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
  private final boolean background;
  private final ExecutorService executor;

  /**
   * @param threads at least 1
   */
  public Workers(int threads) {
    this(threads, false);
  }

  /**
   * @param threads at least 1
   * @param background whether the threads have the lowest priority and {@link BackgroundRest rest}
   *     while others need the processors
   */
  public Workers(int threads, boolean background) {
    this.threads = threads;
    this.background = background;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "arena-scorer-" + number.incrementAndGet());
              thread.setDaemon(true);
              thread.setPriority(background ? Thread.MIN_PRIORITY : Thread.NORM_PRIORITY);
              return thread;
            });
  }

  /** Another pool with as many threads, also in the background if this one is. */
  public Workers another() {
    return new Workers(threads, background);
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
   * first, and waits for all of them. After a failure, no further task starts. A single task runs
   * on the caller's thread, unless this pool is in the background: waking up another thread takes
   * longer than many a task.
   *
   * <p>Interrupting the caller does not end the wait; its interrupt status is restored afterwards.
   *
   * @throws OrtException if a task threw it; other exceptions from tasks are rethrown too
   */
  public void run(int tasks, int parallelism, IndexedTask task) throws OrtException {
    if (tasks == 1 && !background) {
      runHere(task);
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    int loops = Math.min(tasks, Math.min(parallelism, threads));
    CountDownLatch running = new CountDownLatch(loops);
    Runnable loop =
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
        };
    for (int i = 0; i < loops; i++) {
      executor.execute(background ? () -> BackgroundRest.after(loop) : loop);
    }
    awaitUninterruptibly(running);
    rethrow(failure.get());
  }

  private static void runHere(IndexedTask task) throws OrtException {
    boolean interrupted = Thread.interrupted();
    try {
      task.run(0);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
