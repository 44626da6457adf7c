package dev.arena.console.topics;

import static io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig.MISSING_ID_CACHE_TTL_CONFIG;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.RegistrySettings;
import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.kafka.record.CheckedDeserializer;
import dev.arena.kafka.record.CheckedDeserializer.Format;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.SchemaLookup;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.serde.RegistryClients;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the values of Arena's topics with the schema registry. For use by one thread. */
final class RecordDecoder implements AutoCloseable {
  private static final int MAX_BYTES = 8 << 20;

  /** A topic of records with unknown schemas must not cause a request for each. */
  private static final long UNKNOWN_SCHEMA_SECONDS = 60;

  private final SchemaRegistryClient registry;
  private final Map<String, Object> settings;
  private final Map<Class<?>, CheckedDeserializer<?>> deserializers = new HashMap<>();

  /** A decoder that asks the registry nothing until it reads the first record. */
  RecordDecoder(Configuration configuration) {
    settings = RegistrySettings.of(configuration);
    settings.putIfAbsent(MISSING_ID_CACHE_TTL_CONFIG, UNKNOWN_SCHEMA_SECONDS);
    registry = RegistryClients.open(settings);
  }

  /**
   * The value of a record.
   *
   * @throws DeadLetterException if it is no such value, and will not become one
   * @throws RegistryException if the registry does not answer
   */
  <T extends SpecificRecord> T read(Class<T> type, ConsumerRecord<byte[], byte[]> record) {
    ReadRecord<?> read =
        deserializers
            .computeIfAbsent(type, each -> deserializer(type))
            .deserialize(record.topic(), record.headers(), record.value());
    if (read instanceof ReadRecord.Value<?> value) {
      return type.cast(value.value());
    }
    if (read instanceof ReadRecord.Poison<?> poison) {
      throw poison.reason();
    }
    throw new DeadLetterException(
        ReadReason.UNKNOWN_SCHEMA, "the registry does not know the schema of the value");
  }

  private <T extends SpecificRecord> CheckedDeserializer<T> deserializer(Class<T> type) {
    return new CheckedDeserializer<>(
        new Format<>(
            type.getSimpleName(),
            MAX_BYTES,
            ArenaSerdes.of(type, registry, settings).deserializer()),
        new SchemaLookup(registry, () -> {}),
        System::nanoTime,
        new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime));
  }

  @Override
  public void close() {
    deserializers.values().forEach(CheckedDeserializer::close);
    try {
      registry.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
