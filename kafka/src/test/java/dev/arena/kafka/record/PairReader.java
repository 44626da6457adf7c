package dev.arena.kafka.record;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigType;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.ConversationPair;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads pairs, as a service does, in tests. */
final class PairReader {
  static final ConfigKey<Integer> MAX_BYTES =
      ConfigKey.withDefault("arena.pair.max.bytes", ConfigType.integer(1, 1_000), "1", "x");

  private PairReader() {}

  static CheckedDeserializer<ConversationPair> of(
      SchemaRegistryClient registry, Deserializer<ConversationPair> pairs, int maxBytes) {
    return of(
        registry,
        pairs,
        maxBytes,
        System::nanoTime,
        new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime));
  }

  static CheckedDeserializer<ConversationPair> of(
      SchemaRegistryClient registry,
      Deserializer<ConversationPair> pairs,
      int maxBytes,
      LongSupplier nanoClock,
      ThreadActivity activity) {
    return new CheckedDeserializer<>(
        new CheckedDeserializer.Format<>("ConversationPair", maxBytes, MAX_BYTES, pairs),
        new SchemaLookup(registry, () -> {}),
        nanoClock,
        activity);
  }
}
