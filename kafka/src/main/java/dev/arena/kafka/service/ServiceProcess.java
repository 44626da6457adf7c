package dev.arena.kafka.service;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Shutdown;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.kafka.operations.Logging;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a service in the foreground until it is stopped, as the command of the service does. */
public final class ServiceProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

  private ServiceProcess() {}

  /** A started service; safe for use by many threads. */
  public interface RunningService extends AutoCloseable {
    /**
     * Waits until records are being processed.
     *
     * @throws UserException if that takes longer than {@code timeout}, or if the service fails
     */
    void awaitReady(Duration timeout) throws InterruptedException;

    /** How long the service may take to become ready; longer if it has state to restore. */
    default Duration readyTimeout() {
      return READY_TIMEOUT;
    }

    /**
     * Waits until the service is closed.
     *
     * @throws UserException if it stopped because of a failure
     */
    void awaitEnd() throws InterruptedException;

    /** The port that serves health and metrics; empty if they are off. */
    OptionalInt httpPort();

    /** Stops the service in bounded time; closing again has no effect. */
    @Override
    void close();

    /**
     * Whether {@link #close} abandoned a thread in native code. The process must then be halted,
     * because a normal JVM exit would wait for that thread or crash in it.
     */
    default boolean abandoned() {
      return false;
    }
  }

  /**
   * Starts a service.
   *
   * @param <S> the service
   */
  @FunctionalInterface
  public interface Starter<S extends RunningService> {
    /**
     * @throws UserException if it cannot be started
     */
    S start(Configuration configuration) throws InterruptedException;
  }

  /**
   * Runs a service until it is stopped by a signal or a failure. Prints a line once it is ready. An
   * error is logged if the log is JSON, and thrown otherwise.
   *
   * @param ready what the service does, for that line
   * @return the exit code of the process
   */
  public static <S extends RunningService> int run(
      Configuration configuration, Starter<S> starter, Function<S, String> ready, PrintWriter out)
      throws InterruptedException {
    try {
      S service = starter.start(configuration);
      try {
        Shutdown.onSignal("arena-stop", () -> close(service));
        service.awaitReady(service.readyTimeout());
        out.println("ready: " + ready.apply(service) + health(configuration, service));
        service.awaitEnd();
      } finally {
        close(service);
      }
      return CommandRunner.DONE;
    } catch (UserException | UsageException told) {
      if (!Logging.isJson(configuration)) {
        throw told;
      }
      LOG.error("{}", told.getMessage());
      return told instanceof UsageException ? CommandRunner.WRONG_USAGE : CommandRunner.FAILED;
    }
  }

  private static void close(RunningService service) {
    service.close();
    if (service.abandoned()) {
      Shutdown.haltAtEnd();
    }
  }

  private static String health(Configuration configuration, RunningService service) {
    OptionalInt port = service.httpPort();
    return port.isEmpty()
        ? ""
        : ", health and metrics at http://%s:%d"
            .formatted(configuration.get(ServiceKeys.HTTP_HOST), port.getAsInt());
  }
}
