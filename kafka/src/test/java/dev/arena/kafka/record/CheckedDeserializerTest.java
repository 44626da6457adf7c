package dev.arena.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckedDeserializerTest {
  private static final Map<String, Object> SETTINGS = Map.of("schema.registry.url", "mock://pairs");

  /**
   * Kafka Streams reads a record before its turn; what is thrown then is dead-lettered too soon.
   */
  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "text", "\0\0\0\0\1", "\0\0\0\0\1\2"})
  void whatIsNotAPairIsReturnedAndNotThrown(@Nullable String value) throws Exception {
    MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    registry.register("pairs-value", new AvroSchema(ArenaSerdes.pairSchema()));
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    try (CheckedDeserializer<ConversationPair> deserializer =
        PairReader.of(
            registry,
            ArenaSerdes.of(ConversationPair.class, registry, SETTINGS).deserializer(),
            100_000_000)) {
      assertThat(deserializer.deserialize("pairs", new RecordHeaders(), bytes))
          .isInstanceOf(ReadRecord.Poison.class);
    }
  }
}
