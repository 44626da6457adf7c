package dev.arena.lab.prove;

import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A slot for one instance of a service, in which processes are started, disturbed and ended. One
 * thread requests the actions; another thread performs those that take a while, one at a time.
 */
final class ServiceSlot {
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

  private final Callable<LocalService> starter;
  private final Path folder;
  private final ExecutorService threads;
  private final AtomicInteger failedStarts = new AtomicInteger();
  private volatile @Nullable LocalService service;
  private @Nullable Future<?> current;

  /**
   * Creates a slot without a process.
   *
   * @param folder folder of its files
   * @param starter starts the first process
   * @param threads threads for actions that take a while
   */
  ServiceSlot(Path folder, Callable<LocalService> starter, ExecutorService threads) {
    this.folder = folder;
    this.starter = starter;
    this.threads = threads;
  }

  /** An action that takes a while and can be interrupted. */
  @FunctionalInterface
  private interface Action {
    void run() throws InterruptedException;
  }

  /** Whether a process is running and no action is in progress. */
  boolean ready() throws InterruptedException {
    return idle() && alive();
  }

  /** Whether no action is in progress. */
  boolean idle() throws InterruptedException {
    if (current == null || !current.isDone()) {
      return current == null;
    }
    try {
      current.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("an action on a service failed", failed.getCause());
    }
    return true;
  }

  boolean alive() {
    LocalService running = service;
    return running != null && running.process().alive();
  }

  long pid() {
    return running().process().pid();
  }

  /** Returns how often a process ended before it was ready. */
  int failedStarts() {
    return failedStarts.get();
  }

  /** Starts a process in an empty slot. */
  void start() {
    submit(this::startWithRetries);
  }

  /** Kills the process immediately, as {@code kill -9} does, and restarts it after a downtime. */
  void kill(Duration downtime) {
    running().process().kill();
    submit(
        () -> {
          sleep(downtime);
          startWithRetries();
        });
  }

  /** Sends SIGTERM to the process, and restarts it a while after it has ended. */
  void stop(Duration downtime) {
    submit(
        () -> {
          running().close();
          sleep(downtime);
          startWithRetries();
        });
  }

  /** Starts a process, and stops it gracefully after a while. */
  void runFor(Duration stay) {
    submit(
        () -> {
          startWithRetries();
          sleep(stay);
          running().close();
        });
  }

  /** Stops the process gracefully without restarting it. */
  void shutDown() {
    submit(() -> running().close());
  }

  /** Sends SIGSTOP, and SIGCONT after a while. */
  void freeze(Duration length) {
    submit(
        () -> {
          signal("STOP");
          try {
            sleep(length);
          } finally {
            signal("CONT");
          }
        });
  }

  /** Makes the model of a scorer slow for a while. */
  void slow(Duration length) {
    submit(
        () -> {
          switches().set(FaultInjectingScorer.Switches.SLOW);
          sleep(length);
          switches().consume(FaultInjectingScorer.Switches.SLOW);
        });
  }

  /** Returns the fault switches of a scorer's stand-in. */
  FaultInjectingScorer.Switches switches() {
    return FaultInjectingScorer.Switches.in(folder);
  }

  /** Kills the process without restarting it; must not be called while an action is in progress. */
  void close() {
    LocalService running = service;
    if (running != null) {
      running.process().kill();
    }
  }

  /** Retries until the process is running, because the servers that it needs may be down. */
  private void startWithRetries() throws InterruptedException {
    while (!tryStart()) {
      failedStarts.incrementAndGet();
      sleep(RETRY_INTERVAL);
    }
  }

  private boolean tryStart() throws InterruptedException {
    try {
      LocalService earlier = service;
      if (earlier == null) {
        service = starter.call();
      } else {
        earlier.process().restart();
      }
      return true;
    } catch (UserException notNow) {
      return false;
    } catch (InterruptedException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void submit(Action action) {
    current =
        threads.submit(
            () -> {
              action.run();
              return null;
            });
  }

  private LocalService running() {
    LocalService running = service;
    if (running == null) {
      throw new IllegalStateException("no process was started");
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
