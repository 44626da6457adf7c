package dev.arena.local.up;

import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import dev.arena.servers.ServerProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Restarts one service whenever it ends, after a backoff that doubles each time it ends soon after
 * its start. For use by one thread.
 */
final class RestartLoop {
  private static final Duration INITIAL_BACKOFF = Duration.ofMillis(500);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
  private static final Duration STABLE_RUN = Duration.ofMinutes(1);

  private final LocalService service;
  private final CompletableFuture<Void> stopping;
  private final PrintStream out;
  private final LongSupplier nanoClock;

  /**
   * @param service a running service
   * @param stopping completes when the service must not be restarted any more; never fails
   * @param out stream for messages about the restarts
   */
  RestartLoop(
      LocalService service,
      CompletableFuture<Void> stopping,
      PrintStream out,
      LongSupplier nanoClock) {
    this.service = service;
    this.stopping = stopping;
    this.out = out;
    this.nanoClock = nanoClock;
  }

  /** Restarts the service until it must not be restarted any more. */
  void run() throws InterruptedException {
    String name = service.program().text();
    ServerProcess process = service.process();
    Duration backoff = INITIAL_BACKOFF;
    long started = nanoClock.getAsLong();
    while (true) {
      awaitEnd(process);
      if (stopping.isDone()) {
        return;
      }
      if (nanoClock.getAsLong() - started > STABLE_RUN.toNanos()) {
        backoff = INITIAL_BACKOFF;
      }
      out.printf(
          "arena: %s (process %d) exited; restarting it in %.1f s%n",
          name, process.pid(), backoff.toMillis() / 1e3);
      if (stopsWithin(backoff)) {
        return;
      }
      Duration doubled = backoff.multipliedBy(2);
      backoff = doubled.compareTo(MAX_BACKOFF) < 0 ? doubled : MAX_BACKOFF;
      started = nanoClock.getAsLong();
      try {
        process.restart();
        out.printf("arena: restarted %s as process %d%n", name, process.pid());
      } catch (UserException failed) {
        out.println("arena: " + failed.getMessage());
      }
    }
  }

  private void awaitEnd(ServerProcess process) throws InterruptedException {
    try {
      CompletableFuture.anyOf(stopping, process.ended()).get();
    } catch (ExecutionException neverFails) {
      throw new IllegalStateException(neverFails);
    }
  }

  private boolean stopsWithin(Duration backoff) throws InterruptedException {
    try {
      stopping.get(backoff.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException neverFails) {
      throw new IllegalStateException(neverFails);
    }
  }
}
