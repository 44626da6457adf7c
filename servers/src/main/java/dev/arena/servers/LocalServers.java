package dev.arena.servers;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A broker and a registry that are started and stopped together. Not thread-safe. */
public final class LocalServers implements AutoCloseable {
  private final LocalKafka kafka;
  private final LocalRegistry registry;

  private LocalServers(LocalKafka kafka, LocalRegistry registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /**
   * Starts both servers in parallel on free ports.
   *
   * @param directory folder for the data and logs of both servers
   */
  public static LocalServers start(Path directory) throws InterruptedException {
    return start(directory, StartReport.none());
  }

  /** Starts both servers as {@link #start(Path)} does, and reports when each of them is ready. */
  public static LocalServers start(Path directory, StartReport report) throws InterruptedException {
    return start(() -> LocalKafka.start(directory), () -> LocalRegistry.start(directory), report);
  }

  /**
   * Starts both servers as {@link #start(Path)} does, with these security settings of the broker.
   */
  public static LocalServers start(Path directory, BrokerSecurity security)
      throws InterruptedException {
    return start(
        () -> LocalKafka.start(directory, security),
        () -> LocalRegistry.start(directory),
        StartReport.none());
  }

  /** Starts both servers as {@link #start(Path, StartReport)} does, on the given ports. */
  public static LocalServers start(
      Path directory, int kafkaPort, int registryPort, StartReport report)
      throws InterruptedException {
    return start(
        () -> LocalKafka.start(directory, kafkaPort),
        () -> LocalRegistry.start(directory, registryPort),
        report);
  }

  /** Returns the broker. */
  public LocalKafka kafka() {
    return kafka;
  }

  /** Returns the registry. */
  public LocalRegistry registry() {
    return registry;
  }

  /** Kills both servers as {@code kill -9} does; only for data that is no longer needed. */
  public void kill() {
    kafka.process().kill();
    registry.process().kill();
  }

  /** Stops both servers gracefully. Calling this again has no effect. */
  @Override
  public void close() {
    Thread stopping = new Thread(registry::close, "stop-registry");
    stopping.start();
    kafka.close();
    try {
      stopping.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static LocalServers start(
      Callable<LocalKafka> kafkaStart, Callable<LocalRegistry> registryStart, StartReport report)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<LocalKafka> kafka = threads.submit(() -> started(kafkaStart, "Kafka", report));
      Future<LocalRegistry> registry =
          threads.submit(() -> started(registryStart, "the schema registry", report));
      try {
        return new LocalServers(kafka.get(), registry.get());
      } catch (ExecutionException | InterruptedException failed) {
        threads.shutdownNow();
        stopIfStarted(kafka);
        stopIfStarted(registry);
        if (failed instanceof InterruptedException interrupted) {
          throw interrupted;
        }
        throw asRuntimeException(failed.getCause());
      }
    } finally {
      threads.shutdown();
    }
  }

  private static <T> T started(Callable<T> start, String name, StartReport report)
      throws Exception {
    T server = start.call();
    report.ready(name);
    return server;
  }

  private static <T extends AutoCloseable> void stopIfStarted(Future<T> started) {
    try {
      started.get().close();
    } catch (Exception didNotStart) {
      // the first failure is the one to report
    }
  }

  private static RuntimeException asRuntimeException(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException failure) {
      return failure;
    }
    return new IllegalStateException("a server did not start", cause);
  }
}
