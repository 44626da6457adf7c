package dev.arena.kafka.record;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.cluster.RegistryCheck;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.RegistrySettings;
import dev.arena.kafka.config.ServiceSchemas;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.RegistryClients;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import java.io.IOException;
import java.util.Map;

/**
 * The schema registry, after its check, for the readers and writers of a service. Safe for use by
 * many threads.
 */
public final class RegistryAccess implements AutoCloseable {
  private final SchemaRegistryClient client;
  private final Map<String, Object> settings;
  private final SchemaLookup lookup;

  private RegistryAccess(
      SchemaRegistryClient client, Map<String, Object> settings, SchemaLookup lookup) {
    this.client = client;
    this.settings = settings;
    this.lookup = lookup;
  }

  /**
   * Opens the registry, and makes sure that it has the schemas that the service needs.
   *
   * @throws UserException if a check fails; says what is missing and what to do
   */
  public static RegistryAccess open(Configuration configuration, ServiceSchemas schemas) {
    Map<String, Object> settings = RegistrySettings.of(configuration);
    SchemaRegistryClient client = RegistryClients.open(settings);
    try {
      RegistryCheck check = check(client, configuration);
      if (configuration.get(KafkaKeys.REGISTRY_REGISTER)) {
        check.register(schemas);
      } else {
        check.requireWritten(schemas);
      }
      SchemaLookup lookup = new SchemaLookup(client, () -> requireAgain(configuration, schemas));
      return new RegistryAccess(client, settings, lookup);
    } catch (RuntimeException failed) {
      closeQuietly(client);
      throw failed;
    }
  }

  /** Shared by the readers and {@link #lookup}. */
  public SchemaRegistryClient client() {
    return client;
  }

  /** Settings of Arena's serdes. */
  public Map<String, Object> settings() {
    return settings;
  }

  /** Knows which schemas the registry has. */
  public SchemaLookup lookup() {
    return lookup;
  }

  /**
   * Checks the registry again, with a new client, because a used one answers from its cache.
   * Registers nothing: a registry that has lost its data must not look healthy.
   *
   * @throws UserException if it does not answer, or does not know the schemas that are written
   */
  public static void requireAgain(Configuration configuration, ServiceSchemas schemas) {
    requireAgain(configuration, schemas, RegistrySettings.of(configuration));
  }

  /** Like {@link #requireAgain(Configuration, ServiceSchemas)}, but without retries. */
  public static void requireOnce(Configuration configuration, ServiceSchemas schemas) {
    Map<String, Object> settings = RegistrySettings.of(configuration);
    settings.put(SchemaRegistryClientConfig.MAX_RETRIES_CONFIG, 0);
    requireAgain(configuration, schemas, settings);
  }

  private static void requireAgain(
      Configuration configuration, ServiceSchemas schemas, Map<String, Object> settings) {
    SchemaRegistryClient fresh = RegistryClients.open(settings);
    try {
      check(fresh, configuration).requireWritten(schemas);
    } finally {
      closeQuietly(fresh);
    }
  }

  private static RegistryCheck check(SchemaRegistryClient registry, Configuration configuration) {
    return new RegistryCheck(
        registry,
        configuration.get(KafkaKeys.REGISTRY_URL).toString(),
        configuration.get(KafkaKeys.START_TIMEOUT));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  private static void closeQuietly(SchemaRegistryClient registry) {
    try {
      registry.close();
    } catch (IOException ignored) {
      // the failure that led here says more
    }
  }
}
