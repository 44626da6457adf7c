package dev.arena.votes.join;

import static dev.arena.votes.join.JoinDriver.START;
import static dev.arena.votes.join.Samples.preference;
import static dev.arena.votes.join.Samples.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.VoteOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a record, the budget of what is read ahead gets its bytes back. */
final class AnsweredRecordsTest {
  private static final String BY_PAIR =
      JoinDriver.APPLICATION + "-" + JoinTopology.BY_PAIR + "-repartition";

  @TempDir Path folder;

  @Test
  void everyRecordIsAnswered() {
    try (JoinDriver join = new JoinDriver(folder)) {
      join.budget.read(records(JoinDriver.VOTES, 4));
      join.budget.read(records(JoinDriver.PREFERENCES, 4));
      join.budget.read(records(BY_PAIR, 2));

      join.vote(new byte[] {1}, START, new RecordHeaders());
      join.vote(vote(" ", START).build());
      join.vote(vote("p1", START).build());
      join.vote(vote("p1", START).setOutcome(VoteOutcome.UNKNOWN).build());
      join.preference(preference("p1", START).build(), START);
      join.preference(preference("p1", START).setWinnerTie(2.0).build(), START);
      assertThat(join.budget.isSpent()).isTrue();
      join.preference(preference(" ", START).build(), START);
      join.preference(preference(" ", START).build(), START);

      assertThat(join.battles()).hasSize(1);
      assertThat(join.deadLetterReasons()).containsExactly("body", "invalid", "outcome", "invalid");
      assertThat(join.budget.isSpent()).isFalse();
    }
  }

  /** Records of one byte, as a consumer reads them. */
  private static ConsumerRecords<byte[], byte[]> records(String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> records =
        LongStream.range(0, count).mapToObj(offset -> record(topic, offset)).toList();
    return new ConsumerRecords<>(Map.of(new TopicPartition(topic, 0), records), Map.of());
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, long offset) {
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        1,
        new byte[0],
        new byte[1],
        new RecordHeaders(),
        Optional.empty());
  }
}
