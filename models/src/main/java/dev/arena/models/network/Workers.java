package dev.arena.models.network;

import ai.onnxruntime.OrtException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A fixed pool of daemon threads that run callers' tasks, together with the callers. Thread-safe,
 * but tasks must not use the pool themselves.
 */
public final class Workers implements AutoCloseable {
  private final int threads;
  private final boolean background;
  private final ExecutorService executor;

  /** Calls of {@link #run} that have not ended. */
  private final AtomicInteger calls = new AtomicInteger();

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
   * first, and waits for all of them. After a failure, no further task starts.
   *
   * <p>Waking up another thread takes longer than many a task, so the caller runs tasks too: always
   * if there is only one, and otherwise unless another call is in progress, because then the pool's
   * threads are busy. If this pool is in the background, only its threads run tasks.
   *
   * <p>Interrupting the caller does not end the wait; its interrupt status is restored afterwards.
   *
   * @param parallelism at least 1
   * @throws OrtException if a task threw it; other exceptions from tasks are rethrown too
   * @throws java.util.concurrent.RejectedExecutionException if this pool is closed
   */
  public void run(int tasks, int parallelism, IndexedTask task) throws OrtException {
    Run run = new Run(tasks, task);
    boolean interrupted = Thread.interrupted();
    boolean alone = calls.getAndIncrement() == 0;
    try {
      boolean callerWorks = !background && (alone || tasks == 1);
      int onThreads = Math.min(tasks, Math.min(parallelism, threads));
      start(run, callerWorks ? onThreads - 1 : onThreads);
      if (callerWorks) {
        run.work();
      }
      run.await();
    } finally {
      calls.decrementAndGet();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    run.rethrowFailure();
  }

  private void start(Run run, int onThreads) {
    try {
      for (int i = 0; i < onThreads; i++) {
        executor.execute(background ? () -> BackgroundRest.after(run::work) : run::work);
      }
    } catch (RuntimeException | Error e) {
      // tasks that have started must end before the caller continues
      run.fail(e);
      run.work();
    }
  }

  /** Lets running tasks finish, and then ends the threads. Closing twice is harmless. */
  @Override
  public void close() {
    executor.shutdown();
  }

  /** One call of {@link #run}. */
  private static final class Run {
    private final int tasks;
    private final IndexedTask task;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch unfinished;

    Run(int tasks, IndexedTask task) {
      this.tasks = tasks;
      this.task = task;
      this.unfinished = new CountDownLatch(tasks);
    }

    /** Runs tasks until none is left to start; after a failure, it skips them. */
    void work() {
      for (int index = next.getAndIncrement(); index < tasks; index = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            task.run(index);
          }
        } catch (Throwable t) {
          fail(t);
        } finally {
          unfinished.countDown();
        }
      }
    }

    /** Makes the run fail, unless it already has. */
    void fail(Throwable reason) {
      failure.compareAndSet(null, reason);
    }

    /** Waits until every task has run or was skipped. */
    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          unfinished.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void rethrowFailure() throws OrtException {
      Throwable thrown = failure.get();
      if (thrown instanceof OrtException e) {
        throw e;
      } else if (thrown instanceof RuntimeException e) {
        throw e;
      } else if (thrown instanceof Error e) {
        throw e;
      } else if (thrown != null) {
        throw new IllegalStateException("a task threw an undeclared exception", thrown);
      }
    }
  }
}
