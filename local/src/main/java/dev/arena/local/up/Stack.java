package dev.arena.local.up;

import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalScorer;
import dev.arena.servers.LocalServers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code up} runs, in the order in which it must stop: the scorer first, so that what it took
 * is committed, then Kafka and the registry.
 *
 * <p>One thread starts and supervises; {@link #close()} may come from any other, at any time. A
 * child that is starting then dies with this process.
 */
final class Stack implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STEADY = Duration.ofMinutes(1);

  private final Object lock = new Object();
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();
  private final PrintStream out;
  private final LongSupplier nanoClock;
  private @Nullable LocalServers servers;
  private @Nullable LocalScorer scorer;

  /**
   * @param out where supervision says what it does
   */
  Stack(PrintStream out, LongSupplier nanoClock) {
    this.out = out;
    this.nanoClock = nanoClock;
  }

  /** Hands over what the scorer needs. */
  void add(LocalServers started) {
    synchronized (lock) {
      servers = started;
    }
  }

  /** Hands over the scorer. */
  void add(LocalScorer started) {
    synchronized (lock) {
      scorer = started;
    }
  }

  /**
   * Starts the scorer again whenever it ends, after a pause that doubles while it ends early.
   * Returns when the stack is closed.
   *
   * @throws UserException when Kafka or the registry ends, which nothing here can repair
   */
  void supervise(LocalServers needed, LocalScorer supervised) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    long started = nanoClock.getAsLong();
    while (true) {
      await(
          CompletableFuture.anyOf(
              stopping, supervised.ended(), needed.kafka().ended(), needed.registry().ended()));
      if (stopping.isDone()) {
        return;
      }
      requireAlive("Kafka", needed.kafka().alive(), needed.kafka().pid());
      requireAlive("the schema registry", needed.registry().alive(), needed.registry().pid());
      if (nanoClock.getAsLong() - started > STEADY.toNanos()) {
        pause = FIRST_PAUSE;
      }
      out.printf(
          "arena: scorer process %d ended; starting another in %.1f s%n",
          supervised.pid(), pause.toMillis() / 1e3);
      if (closedWithin(pause)) {
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
      started = nanoClock.getAsLong();
      restart(supervised);
    }
  }

  private void restart(LocalScorer supervised) throws InterruptedException {
    try {
      supervised.restart();
      out.printf("arena: scorer runs again as process %d%n", supervised.pid());
    } catch (UserException failed) {
      out.println("arena: " + failed.getMessage());
    }
  }

  /** Stops everything in order. Twice is harmless. */
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

  private boolean closedWithin(Duration pause) throws InterruptedException {
    try {
      stopping.get(pause.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillWanted) {
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

  private static void requireAlive(String name, boolean alive, long pid) {
    if (!alive) {
      throw new UserException(
          "%s (process %d) ended; expected it to run until Ctrl-C. Its log is in the data folder."
              .formatted(name, pid));
    }
  }
}
