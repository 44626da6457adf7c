package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

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

final class InputBudgetTest {
  private static final TopicPartition FIRST = new TopicPartition("pairs", 0);
  private static final TopicPartition SECOND = new TopicPartition("pairs", 1);

  private final InputBudget budget = new InputBudget(250);

  @Test
  void itIsSpentUntilEnoughIsAnswered() {
    budget.read(records(FIRST, 0, 1, 2));
    assertThat(budget.isSpent()).isTrue();

    budget.answered(FIRST, 0);

    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void aRejectedRecordLeavesThoseBeforeItInFlight() {
    budget.read(records(FIRST, 0, 1, 2, 3));

    budget.rejected(FIRST, 3);
    assertThat(budget.isSpent()).isTrue();
    budget.answered(FIRST, 2);

    budget.read(records(FIRST, 4, 5));
    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void aRecordThatIsReadAgainCountsOnce() {
    budget.read(records(FIRST, 0, 1));
    budget.read(records(FIRST, 0, 1));

    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void whatIsHeldForARevokedPartitionIsForgotten() {
    budget.read(records(FIRST, 0, 1));
    budget.read(records(SECOND, 0, 1));
    assertThat(budget.isSpent()).isTrue();

    budget.forget(List.of(FIRST));
    budget.answered(FIRST, 1);

    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void aPartitionIsHeldWhileARecordOfItIsNotAnswered() {
    budget.read(records(FIRST, 0, 1));
    assertThat(budget.holds(FIRST)).isTrue();
    assertThat(budget.holds(SECOND)).isFalse();

    budget.rejected(FIRST, 1);
    assertThat(budget.holds(FIRST)).isTrue();
    budget.answered(FIRST, 0);
    assertThat(budget.holds(FIRST)).isFalse();
  }

  @Test
  void upToATwelfthOfTheHeapIsReadAndAtLeastOneRecord() {
    assertThat(InputBudget.inHeap(410L << 20).records(8 << 20)).isEqualTo(4);
    assertThat(InputBudget.inHeap(64L << 20).records(8 << 20)).isEqualTo(1);
  }

  private static ConsumerRecords<byte[], byte[]> records(
      TopicPartition partition, long... offsets) {
    return new ConsumerRecords<>(
        Map.of(
            partition,
            LongStream.of(offsets).mapToObj(offset -> record(partition, offset)).toList()),
        Map.of());
  }

  /** A record of 100 bytes. */
  private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        0,
        TimestampType.CREATE_TIME,
        20,
        80,
        new byte[20],
        new byte[80],
        new RecordHeaders(),
        Optional.empty());
  }
}
