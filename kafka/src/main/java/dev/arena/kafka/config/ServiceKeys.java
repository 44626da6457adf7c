package dev.arena.kafka.config;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigType;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The keys that every long-running service has. Those whose default or meaning depends on the
 * service are made by a method, so that their names and ranges are the same everywhere.
 */
public final class ServiceKeys {
  /** Interval of the health checks that ask a server or a device. */
  public static final ConfigKey<Duration> HEALTH_INTERVAL =
      ConfigKey.withDefault(
          "arena.health.interval",
          ConfigType.interval(),
          "10 s",
          "Interval of the health checks for /health/ready: of the broker and the registry, and in the console of a device that has failed.");

  /** Where the operations endpoints listen. */
  public static final ConfigKey<String> HTTP_HOST =
      ConfigKey.withDefault(
          "arena.http.host",
          ConfigType.text(),
          "127.0.0.1",
          "The address on which /health/live, /health/ready, /info and /metrics are served.");

  /** How much the log says. */
  public static final ConfigKey<String> LOG_LEVEL =
      ConfigKey.withDefault(
          "arena.log.level",
          ConfigType.oneOf("ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
          "INFO",
          "Log level on standard error; texts of pairs appear only at DEBUG and below.");

  /** How the log is written. */
  public static final ConfigKey<String> LOG_FORMAT =
      ConfigKey.withDefault(
          "arena.log.format",
          ConfigType.oneOf("text", "json"),
          "text",
          "Log format: text, or json with one object per line.");

  private ServiceKeys() {}

  /**
   * The port of the operations endpoints.
   *
   * @param defaultPort differs between services that run on one machine
   */
  public static ConfigKey<OptionalInt> httpPort(int defaultPort) {
    return ConfigKey.withDefault(
        "arena.http.port",
        ConfigType.portOrOff(),
        String.valueOf(defaultPort),
        "The port of /health/live, /health/ready, /info and /metrics.");
  }

  /**
   * The number of stream threads.
   *
   * @param sentence what it does
   */
  public static ConfigKey<Integer> streamThreads(String sentence) {
    return ConfigKey.withDefault("arena.stream.threads", ConfigType.integer(1, 64), "1", sentence);
  }

  /**
   * How many unknown schemas in a row are dead letters.
   *
   * @param service names the service
   */
  public static ConfigKey<Integer> registryUnknownLimit(ServiceText service) {
    return ConfigKey.withDefault(
        "arena.registry.unknown.limit",
        ConfigType.integer(0, 1_000_000_000),
        "100",
        "Consecutive records with an unknown schema ID before %s pauses (a tenth of this until the first good record); guards against a wrong registry."
            .formatted(service.the()));
  }
}
