package dev.arena.streamer.topology;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.cluster.RegistryCheck;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.RegistrySettings;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.serde.RegistryClients;
import dev.arena.streamer.config.StreamerKeys;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * The schema registry, after its check, with the readers and writers that use it.
 *
 * @param registry shared by the readers and the lookup of schemas
 * @param codec shared by all runs of Kafka Streams, one after another
 */
public record RegistryAccess(SchemaRegistryClient registry, ArenaTopology.Codec codec)
    implements AutoCloseable {
  /**
   * Opens the registry, and makes sure that it has the schemas that the scorer needs.
   *
   * @param activity is notified when a record is read
   * @throws UserException if a check fails; says what is missing and what to do
   */
  public static RegistryAccess open(
      Configuration configuration, TopicNames topics, ThreadActivity activity) {
    Map<String, Object> settings = RegistrySettings.of(configuration);
    SchemaRegistryClient registry = RegistryClients.open(settings);
    try {
      RegistryCheck check = check(registry, configuration);
      if (configuration.get(KafkaKeys.REGISTRY_REGISTER)) {
        check.register(topics);
      } else {
        check.requirePreferences(topics);
      }
      Serde<ConversationPair> pairs = ArenaSerdes.of(ConversationPair.class, registry, settings);
      Serde<Preference> preferences = ArenaSerdes.preferences(settings);
      SchemaLookup lookup = new SchemaLookup(registry, () -> requireAgain(configuration, topics));
      return new RegistryAccess(
          registry,
          new ArenaTopology.Codec(
              new PairDeserializer(
                  lookup,
                  pairs.deserializer(),
                  configuration.get(StreamerKeys.PAIR_MAX_BYTES),
                  System::nanoTime,
                  activity),
              new UnknownSchemas(configuration.get(StreamerKeys.REGISTRY_UNKNOWN_LIMIT)),
              InputBudget.inHeap(Runtime.getRuntime().maxMemory()),
              preferences.serializer(),
              activity));
    } catch (RuntimeException failed) {
      closeQuietly(registry);
      throw failed;
    }
  }

  /**
   * Checks the registry again, with a new client, because a used one answers from its cache.
   * Registers nothing: a registry that has lost its data must not look healthy.
   *
   * @throws UserException if it does not answer, or does not know the schema of preferences
   */
  public static void requireAgain(Configuration configuration, TopicNames topics) {
    requireAgain(configuration, topics, RegistrySettings.of(configuration));
  }

  /** Like {@link #requireAgain(Configuration, TopicNames)}, but without retries. */
  public static void requireOnce(Configuration configuration, TopicNames topics) {
    Map<String, Object> settings = RegistrySettings.of(configuration);
    settings.put(SchemaRegistryClientConfig.MAX_RETRIES_CONFIG, 0);
    requireAgain(configuration, topics, settings);
  }

  private static void requireAgain(
      Configuration configuration, TopicNames topics, Map<String, Object> settings) {
    SchemaRegistryClient fresh = RegistryClients.open(settings);
    try {
      check(fresh, configuration).requirePreferences(topics);
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
    codec.preferences().close();
    codec.pairs().close();
    registry.close();
  }

  private static void closeQuietly(SchemaRegistryClient registry) {
    try {
      registry.close();
    } catch (IOException ignored) {
      // the failure that led here says more
    }
  }
}
