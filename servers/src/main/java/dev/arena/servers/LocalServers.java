package dev.arena.servers;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A broker and a registry that start and stop together. Not thread-safe. */
public final class LocalServers implements AutoCloseable {
  private final LocalKafka kafka;
  private final LocalRegistry registry;

  private LocalServers(LocalKafka kafka, LocalRegistry registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /**
   * Starts both at once, on free ports.
   *
   * @param directory for the data and logs of both
   */
  public static LocalServers start(Path directory) throws InterruptedException {
    return start(directory, StartReport.none());
  }

  /** As {@link #start(Path)}, and reports each server that is ready. */
  public static LocalServers start(Path directory, StartReport report) throws InterruptedException {
    return start(() -> LocalKafka.start(directory), () -> LocalRegistry.start(directory), report);
  }

  /** As {@link #start(Path)}, with a broker guarded as the caller says. */
  public static LocalServers start(Path directory, BrokerSecurity security)
      throws InterruptedException {
    return start(
        () -> LocalKafka.start(directory, security),
        () -> LocalRegistry.start(directory),
        StartReport.none());
  }

  /** As {@link #start(Path, StartReport)}, on ports of the caller's choice. */
  public static LocalServers start(
      Path directory, int kafkaPort, int registryPort, StartReport report)
      throws InterruptedException {
    return start(
        () -> LocalKafka.start(directory, kafkaPort),
        () -> LocalRegistry.start(directory, registryPort),
        report);
  }

  /** The broker. */
  public LocalKafka kafka() {
    return kafka;
  }

  /** The registry. */
  public LocalRegistry registry() {
    return registry;
  }

  /** As {@code kill -9} of both: for data that is no longer needed. */
  public void kill() {
    kafka.kill();
    registry.kill();
  }

  /** Stops both in order. Twice is harmless. */
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
        throw rethrown(failed.getCause());
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

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException failure) {
      return failure;
    }
    return new IllegalStateException("a server did not start", cause);
  }
}
