package dev.arena.models.network;

import ai.onnxruntime.OrtException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
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

  /** Threads that may start to run tasks now; not used in the background. */
  private final Semaphore free;

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
    this.free = new Semaphore(threads);
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
   * <p>Unless this pool is in the background, the caller runs tasks too: a single one in any case,
   * because waking up another thread takes longer than many a task, and otherwise if fewer than
   * {@link #threads} threads are running tasks.
   *
   * <p>Interrupting the caller does not end the wait; its interrupt status is restored afterwards.
   *
   * @throws OrtException if a task threw it; other exceptions from tasks are rethrown too
   */
  public void run(int tasks, int parallelism, IndexedTask task) throws OrtException {
    Run run = new Run(tasks, task);
    boolean interrupted = Thread.interrupted();
    try {
      if (tasks == 1 && !background) {
        run.work();
      } else {
        start(run, Math.min(tasks, Math.min(parallelism, threads)));
      }
      run.await();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    run.rethrowFailure();
  }

  /** Starts a run on some threads. If the caller can be one of them, returns when it has ended. */
  private void start(Run run, int onThreads) {
    if (background) {
      for (int i = 0; i < onThreads; i++) {
        executor.execute(() -> BackgroundRest.after(run::work));
      }
      return;
    }
    boolean callerWorks = free.tryAcquire();
    for (int i = callerWorks ? 1 : 0; i < onThreads; i++) {
      executor.execute(
          () -> {
            free.acquireUninterruptibly();
            workAndRelease(run);
          });
    }
    if (callerWorks) {
      workAndRelease(run);
    }
  }

  private void workAndRelease(Run run) {
    try {
      run.work();
    } finally {
      free.release();
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
          failure.compareAndSet(null, t);
        } finally {
          unfinished.countDown();
        }
      }
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
