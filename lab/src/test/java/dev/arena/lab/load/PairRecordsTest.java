package dev.arena.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.client.Connection;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class PairRecordsTest {
  private static final String REGISTRY = "mock://pair-records";
  private static final List<ConversationPair> PAIRS =
      List.of(TinyBundle.pair("p-1", "2+2?", "4", "5"), TinyBundle.pair("p-2", "3+3?", "6", "7"));

  @Test
  void recordsAreThePairsInOrderRepetitionAfterRepetition() {
    Connection connection = Connection.to("127.0.0.1:1", REGISTRY);
    Serde<ConversationPair> serde =
        ArenaSerdes.pairs(Map.of("schema.registry.url", REGISTRY, "auto.register.schemas", true));
    serde.serializer().serialize(connection.topics().pairs(), PAIRS.get(0)); // registers
    try (InputPairs.Records records = new InputPairs.Records(connection, PAIRS, 4)) {
      for (int number = 0; number < 5; number++) {
        ProducerRecord<byte[], byte[]> record = records.record(number);

        assertThat(record.partition()).isEqualTo(number % 4);
        assertThat(serde.deserializer().deserialize(record.topic(), record.value()))
            .isEqualTo(InputPairs.variant(PAIRS.get(number % 2), number / 2));
      }
    } finally {
      serde.close();
    }
  }
}
