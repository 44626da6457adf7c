package dev.arena.lab.prove;

import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalScorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The place of one scorer: a process runs there, is ended or disturbed, and another is started. One
 * thread tells it what to do; what takes time is done by another, one thing at a time.
 */
final class ScorerSlot {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Callable<LocalScorer> starter;
  private final FaultSwitches mood;
  private final ExecutorService threads;
  private final AtomicInteger failedStarts = new AtomicInteger();
  private volatile @Nullable LocalScorer scorer;
  private @Nullable Future<?> work;

  /**
   * @param starter starts the first process
   * @param mood of its stand-in
   * @param threads for what takes time
   */
  ScorerSlot(Callable<LocalScorer> starter, FaultSwitches mood, ExecutorService threads) {
    this.starter = starter;
    this.mood = mood;
    this.threads = threads;
  }

  /** What takes time and can be interrupted. */
  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException, IOException;
  }

  /** Whether a process runs, and nothing is being done to it. */
  boolean ready() throws InterruptedException {
    return idle() && alive();
  }

  /** Whether nothing is being done to it. */
  boolean idle() throws InterruptedException {
    if (work == null || !work.isDone()) {
      return work == null;
    }
    try {
      work.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a scorer could not be disturbed", failed.getCause());
    }
    return true;
  }

  /** Whether a process runs. */
  boolean alive() {
    LocalScorer running = scorer;
    return running != null && running.alive();
  }

  /** The process. */
  long pid() {
    return running().pid();
  }

  /** How often a process ended before it was ready. */
  int failedStarts() {
    return failedStarts.get();
  }

  /** Starts a process where none runs. */
  void start() {
    work(this::startUntilItRuns);
  }

  /** {@code kill -9}, now; starts again after a while. */
  void kill(Duration away) {
    running().kill();
    work(
        () -> {
          sleep(away);
          startUntilItRuns();
        });
  }

  /** SIGTERM, and starts again a while after the process has ended. */
  void stop(Duration away) {
    work(
        () -> {
          running().close();
          sleep(away);
          startUntilItRuns();
        });
  }

  /** Starts a process, and stops it in order after a while. */
  void visit(Duration stay) {
    work(
        () -> {
          startUntilItRuns();
          sleep(stay);
          running().close();
        });
  }

  /** Stops the process in order, for good. */
  void end() {
    work(() -> running().close());
  }

  /** SIGSTOP, and SIGCONT after a while. */
  void freeze(Duration length) {
    work(
        () -> {
          signal("STOP");
          try {
            sleep(length);
          } finally {
            signal("CONT");
          }
        });
  }

  /** Makes the model slow for a while. */
  void slow(Duration length) {
    work(
        () -> {
          mood.wish(FaultSwitches.SLOW);
          sleep(length);
          mood.take(FaultSwitches.SLOW);
        });
  }

  /** Wishes something that is over once it was heeded. */
  void once(String wish) {
    mood.wish(wish);
  }

  /** Whether a wish was heeded. */
  boolean heeded(String wish) {
    return !mood.is(wish);
  }

  /** {@code kill -9} of whatever runs, for good; not while something is being done to it. */
  void close() {
    LocalScorer running = scorer;
    if (running != null) {
      running.kill();
    }
  }

  /** As often as needed: what a scorer needs at its start may be away just now. */
  private void startUntilItRuns() throws InterruptedException {
    while (!started()) {
      failedStarts.incrementAndGet();
      sleep(PAUSE);
    }
  }

  private boolean started() throws InterruptedException {
    try {
      LocalScorer earlier = scorer;
      if (earlier == null) {
        scorer = starter.call();
      } else {
        earlier.restart();
      }
      return true;
    } catch (UserException notNow) {
      return false;
    } catch (InterruptedException | RuntimeException passedOn) {
      throw passedOn;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void work(Work what) {
    work =
        threads.submit(
            () -> {
              what.run();
              return null;
            });
  }

  private LocalScorer running() {
    LocalScorer running = scorer;
    if (running == null) {
      throw new IllegalStateException("no scorer was started");
    }
    return running;
  }

  private void signal(String name) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    } catch (IOException noSuchProgram) {
      throw new UncheckedIOException(noSuchProgram);
    }
  }

  private static void sleep(Duration length) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(length.toNanos());
  }
}
