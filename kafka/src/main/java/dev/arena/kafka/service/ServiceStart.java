package dev.arena.kafka.service;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.operations.OperationsServer;
import dev.arena.schemas.failure.UserException;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.utils.AppInfoParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a service, so that nothing is left running if it cannot start. */
public final class ServiceStart {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceStart.class);

  private ServiceStart() {}

  /** Starts a service. */
  @FunctionalInterface
  public interface Starter<T> {
    /**
     * @param resources receives what the service opens
     * @throws UserException if something is missing
     */
    T start(Resources resources) throws InterruptedException;
  }

  /** Logs the versions and the configuration's warnings, and starts a service. */
  public static <T> T of(Configuration configuration, Starter<T> starter)
      throws InterruptedException {
    LOG.info(
        "Arena {} on Java {}, with Kafka's clients {}",
        ArenaVersion.current(),
        System.getProperty("java.version"),
        AppInfoParser.getVersion());
    configuration.warnings().forEach(LOG::warn);
    Resources resources = new Resources();
    try {
      return starter.start(resources);
    } catch (RuntimeException | InterruptedException | Error failed) {
      resources.close();
      throw failed;
    }
  }

  /**
   * Serves health, metrics and information as the configuration says.
   *
   * @param port the service's key for the port
   * @param resources closes the server
   * @return the port; empty if it is off
   * @throws UserException if the server cannot listen on the port
   */
  public static OptionalInt serveOperations(
      Configuration configuration,
      ConfigKey<OptionalInt> port,
      Resources resources,
      OperationsServer.Shown shown) {
    Optional<OperationsServer> server =
        OperationsServer.start(configuration, port, Daemons.named("arena-http"), shown);
    server.ifPresent(resources::keep);
    return server.map(started -> OptionalInt.of(started.port())).orElseGet(OptionalInt::empty);
  }
}
