package dev.arena.streamer.dlq;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.kafka.client.Connection;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.StreamerKeys;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class RecordReaderTest {
  private static final TopicPartition PARTITION = new TopicPartition("letters", 0);

  @Test
  void aBrokerThatGoesAwayWhileARecordIsReadIsOneSentence() {
    Connection connection =
        new Connection(
            StreamerKeys.table()
                .resolve(
                    ConfigSources.none().withCommandLine(Map.of("arena.start.timeout", "1 s"))));
    MockConsumer<byte[], byte[]> goesAway = new MockConsumer<>("earliest");
    Node[] nobody = {};
    goesAway.updatePartitions(
        "letters", List.of(new PartitionInfo("letters", 0, Node.noNode(), nobody, nobody)));
    goesAway.updateBeginningOffsets(Map.of(PARTITION, 0L));
    goesAway.updateEndOffsets(Map.of(PARTITION, 3L));

    try (RecordReader reader = new RecordReader(connection, goesAway)) {
      assertThatThrownBy(() -> reader.read("letters", 0, 1))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("127.0.0.1:9092 did not answer within 1 s");
    }
  }
}
