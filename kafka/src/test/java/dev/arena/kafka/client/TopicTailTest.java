package dev.arena.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class TopicTailTest {
  private static final TopicPartition PARTITION = new TopicPartition("letters", 0);

  @Test
  void aBrokerThatGoesAwayWhileATopicIsReadIsReportedInOneSentence() {
    Connection connection =
        new Connection(
            KafkaKeys.table()
                .resolve(
                    ConfigSources.none().withCommandLine(Map.of("arena.start.timeout", "1 s"))));
    MockConsumer<byte[], byte[]> goesAway = new MockConsumer<>("earliest");
    goesAway.assign(List.of(PARTITION));
    goesAway.updateBeginningOffsets(Map.of(PARTITION, 0L));
    goesAway.updateEndOffsets(Map.of(PARTITION, 3L));
    goesAway.addRecord(new ConsumerRecord<>("letters", 0, 0, new byte[1], new byte[1]));
    List<Long> read = new ArrayList<>();

    try (TopicTail tail = new TopicTail(connection, goesAway)) {
      assertThatThrownBy(() -> tail.readToEnd(record -> read.add(record.offset())))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("127.0.0.1:9092 did not answer within 1 s");
    }
    assertThat(read).containsExactly(0L);
  }
}
