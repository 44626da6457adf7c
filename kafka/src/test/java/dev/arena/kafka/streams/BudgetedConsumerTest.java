package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever Kafka Streams does with its consumer, a spent budget does not stay spent. */
final class BudgetedConsumerTest {
  private static final TopicPartition PARTITION = new TopicPartition("pairs", 0);
  private static final int HEAP = 1_200;

  private final InputBudget budget = InputBudget.inHeap(HEAP);
  private final RecordedWork work = new RecordedWork();
  private final BudgetedConsumer consumer =
      new BudgetedConsumer(
          Map.of("bootstrap.servers", "127.0.0.1:1"),
          new StreamsClients(budget, work, new CommitOffsets()));

  @BeforeEach
  void spend() {
    consumer.assign(List.of(PARTITION));
    consumer.poll(Duration.ZERO);
    budget.read(
        new ConsumerRecords<>(
            Map.of(
                PARTITION,
                List.of(
                    new ConsumerRecord<byte[], byte[]>(
                        PARTITION.topic(),
                        PARTITION.partition(),
                        0,
                        0,
                        TimestampType.CREATE_TIME,
                        -1,
                        HEAP,
                        null,
                        new byte[HEAP],
                        new RecordHeaders(),
                        Optional.empty()))),
            Map.of()));
  }

  @AfterEach
  void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  @Test
  void itIsSpentWhileARecordWaits() {
    consumer.poll(Duration.ZERO);

    assertThat(budget.isSpent()).isTrue();
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void itHasTheMetricsOfWhichAThreadsActivityIsRead() {
    assertThat(consumer.metrics().keySet())
        .extracting(MetricName::name)
        .contains(ThreadActivity.LAST_POLL, ThreadActivity.FETCHES);
  }

  @Test
  void anEmptyPartitionOfATaskWhoseOtherPartitionWaitsIsNotPaused() {
    TopicPartition sameTask = new TopicPartition("votes", 0);
    TopicPartition otherTask = new TopicPartition("votes", 1);
    consumer.assign(List.of(PARTITION, sameTask, otherTask));

    assertThat(consumer.pausable()).containsExactlyInAnyOrder(PARTITION, otherTask);
  }

  @Test
  void whileRecordsAreInFlightItWaitsForAnswersAndNotForRecords() {
    work.state = PendingWork.State.IN_FLIGHT;

    consumer.poll(Duration.ofMillis(2));

    assertThat(work.waits).containsExactly(Duration.ofMillis(2));
  }

  @Test
  void aPollThatMayNotWaitWaitsForNoAnswer() {
    work.state = PendingWork.State.IN_FLIGHT;

    consumer.poll(Duration.ZERO);

    assertThat(work.waits).isEmpty();
  }

  @Test
  void aTaskThatRereadsFromItsLastCommitFreesIt() {
    consumer.seek(PARTITION, new OffsetAndMetadata(0));

    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void aPositionThatIsResetFreesIt() {
    consumer.seekToBeginning(List.of(PARTITION));

    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void aThreadThatLeavesItsGroupFreesIt() {
    consumer.unsubscribe();

    assertThat(budget.isSpent()).isFalse();
  }

  @Test
  void aConsumerThatIsClosedFreesIt() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));

    assertThat(budget.isSpent()).isFalse();
  }

  /** Records how long the consumer waits for answers, and returns at once. */
  private static final class RecordedWork implements PendingWork {
    private final List<Duration> waits = new ArrayList<>();
    private State state = State.UNCOMMITTED;

    @Override
    public State state() {
      return state;
    }

    @Override
    public void awaitAnswer(Duration timeout) {
      waits.add(timeout);
    }
  }
}
