package dev.arena.local.up;

import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.ServerProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processes that {@code up} runs. They stop in this order: first the scorer, so that its pairs
 * in flight are committed, then Kafka and the registry.
 *
 * <p>One thread starts and supervises them; {@link #close()} can be called from any other thread at
 * any time. A child process that is still starting then ends with this process.
 */
final class Stack implements AutoCloseable {
  private static final Duration INITIAL_BACKOFF = Duration.ofMillis(500);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
  private static final Duration STABLE_RUN = Duration.ofMinutes(1);

  private final Object lock = new Object();
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();
  private final PrintStream out;
  private final LongSupplier nanoClock;
  private @Nullable LocalServers servers;
  private @Nullable LocalService scorer;

  /**
   * Creates a stack without processes.
   *
   * @param out stream for messages about the restarts
   */
  Stack(PrintStream out, LongSupplier nanoClock) {
    this.out = out;
    this.nanoClock = nanoClock;
  }

  /** Adds the servers that the scorer needs. */
  void add(LocalServers started) {
    synchronized (lock) {
      servers = started;
    }
  }

  /** Adds the scorer. */
  void add(LocalService started) {
    synchronized (lock) {
      scorer = started;
    }
  }

  /**
   * Restarts the scorer whenever it ends, after a backoff that doubles each time it ends soon after
   * its start. Returns when the stack is closed.
   *
   * @throws UserException when Kafka or the registry ends, which cannot be repaired here
   */
  void supervise(LocalServers needed, LocalService supervised) throws InterruptedException {
    ServerProcess kafka = needed.kafka().process();
    ServerProcess registry = needed.registry().process();
    Duration backoff = INITIAL_BACKOFF;
    long started = nanoClock.getAsLong();
    while (true) {
      await(
          CompletableFuture.anyOf(
              stopping, supervised.process().ended(), kafka.ended(), registry.ended()));
      if (stopping.isDone()) {
        return;
      }
      requireAlive("Kafka", kafka);
      requireAlive("the schema registry", registry);
      if (nanoClock.getAsLong() - started > STABLE_RUN.toNanos()) {
        backoff = INITIAL_BACKOFF;
      }
      out.printf(
          "arena: the scorer (process %d) exited; restarting it in %.1f s%n",
          supervised.process().pid(), backoff.toMillis() / 1e3);
      if (closedWithin(backoff)) {
        return;
      }
      backoff =
          backoff.multipliedBy(2).compareTo(MAX_BACKOFF) < 0
              ? backoff.multipliedBy(2)
              : MAX_BACKOFF;
      started = nanoClock.getAsLong();
      restart(supervised);
    }
  }

  private void restart(LocalService supervised) throws InterruptedException {
    try {
      supervised.process().restart();
      out.printf("arena: restarted the scorer as process %d%n", supervised.process().pid());
    } catch (UserException failed) {
      out.println("arena: " + failed.getMessage());
    }
  }

  /** Stops all processes in order. Calling this again has no effect. */
  @Override
  public void close() {
    stopping.complete(null);
    synchronized (lock) {
      if (scorer != null) {
        scorer.close();
      }
      if (servers != null) {
        servers.close();
      }
    }
  }

  private boolean closedWithin(Duration backoff) throws InterruptedException {
    try {
      stopping.get(backoff.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillOpen) {
      return false;
    } catch (ExecutionException neverFails) {
      throw new IllegalStateException(neverFails);
    }
  }

  private static void await(CompletableFuture<?> any) throws InterruptedException {
    try {
      any.get();
    } catch (ExecutionException neverFails) {
      throw new IllegalStateException(neverFails);
    }
  }

  private static void requireAlive(String name, ServerProcess process) {
    if (!process.alive()) {
      throw new UserException(
          "%s (process %d) exited; expected it to run until Ctrl-C. Its log is in the data folder."
              .formatted(name, process.pid()));
    }
  }
}
