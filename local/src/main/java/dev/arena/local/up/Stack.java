package dev.arena.local.up;

import dev.arena.kafka.service.Daemons;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.ServerProcess;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processes that {@code up} runs. They stop in this order: first the services, so that what
 * they have in flight is committed, then Kafka and the registry.
 *
 * <p>One thread starts and supervises them; {@link #close()} can be called from any other thread at
 * any time. A child process that is still starting then ends with this process.
 */
final class Stack implements AutoCloseable {
  private final Object lock = new Object();
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();
  private final PrintStream out;
  private final LongSupplier nanoClock;
  // guarded by lock
  private @Nullable LocalServers servers;
  // guarded by lock
  private final List<LocalService> services = new ArrayList<>();

  /**
   * Creates a stack without processes.
   *
   * @param out stream for messages about the restarts
   */
  Stack(PrintStream out, LongSupplier nanoClock) {
    this.out = out;
    this.nanoClock = nanoClock;
  }

  /** Adds the servers that the services need. */
  void add(LocalServers started) {
    synchronized (lock) {
      servers = started;
    }
  }

  /** Adds a service. */
  void add(LocalService started) {
    synchronized (lock) {
      services.add(started);
    }
  }

  /**
   * Restarts services that end. Returns when the stack is closed.
   *
   * @throws UserException when Kafka or the registry ends, which cannot be repaired here
   */
  void supervise(LocalServers needed, List<LocalService> supervised) throws InterruptedException {
    ServerProcess kafka = needed.kafka().process();
    ServerProcess registry = needed.registry().process();
    for (LocalService each : supervised) {
      RestartLoop loop = new RestartLoop(each, stopping, out, nanoClock);
      Daemons.named("arena-up-" + each.program().name()).newThread(() -> run(loop)).start();
    }
    try {
      CompletableFuture.anyOf(stopping, kafka.ended(), registry.ended()).get();
    } catch (ExecutionException neverFails) {
      throw new IllegalStateException(neverFails);
    }
    if (!stopping.isDone()) {
      requireAlive("Kafka", kafka);
      requireAlive("the schema registry", registry);
    }
  }

  private static void run(RestartLoop loop) {
    try {
      loop.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops all processes in order. Calling this again has no effect. */
  @Override
  public void close() {
    stopping.complete(null);
    synchronized (lock) {
      services.forEach(LocalService::close);
      if (servers != null) {
        servers.close();
      }
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
