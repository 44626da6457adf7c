package dev.arena.kafka.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that fetches no more records while {@link InputBudget} is spent, except for those that
 * a task waits for. It keeps polling, so that it stays in its group.
 *
 * <p>It waits for whatever its thread needs next ({@link PendingWork}): for the answers to records
 * in flight, or, if there is nothing else to do, for records, and then for longer than it is told,
 * because an idle thread that wakes up often costs processor time. For use by one thread, like any
 * consumer.
 */
final class BudgetedConsumer extends KafkaConsumer<byte[], byte[]> {
  /** Short, because a thread that has nothing to do joins a rebalance only when it polls. */
  private static final Duration IDLE_POLL = Duration.ofMillis(20);

  private final InputBudget budget;
  private final PendingWork work;
  private final CommitOffsets offsets;
  private final Set<TopicPartition> pausedDuringPoll = new HashSet<>();
  private Set<TopicPartition> assigned = Set.of();

  BudgetedConsumer(Map<String, Object> settings, StreamsClients clients) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.budget = clients.budget();
    this.work = clients.work();
    this.offsets = clients.offsets();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records =
        timeout.isZero() ? pollWithin(timeout) : pollForWork(timeout);
    forgetRevoked();
    budget.read(records);
    return records;
  }

  private ConsumerRecords<byte[], byte[]> pollForWork(Duration timeout) {
    return switch (work.state()) {
      case NONE -> pollWithin(timeout.compareTo(IDLE_POLL) < 0 ? IDLE_POLL : timeout);
      case UNCOMMITTED -> pollWithin(timeout);
      case IN_FLIGHT -> {
        ConsumerRecords<byte[], byte[]> records = pollWithin(Duration.ZERO);
        if (records.isEmpty()) {
          work.awaitAnswer(timeout);
        }
        yield records;
      }
    };
  }

  private ConsumerRecords<byte[], byte[]> pollWithin(Duration timeout) {
    return budget.isSpent() ? pollPaused(timeout) : super.poll(timeout);
  }

  /** Partitions that the caller pauses during a rebalance stay paused. */
  private ConsumerRecords<byte[], byte[]> pollPaused(Duration timeout) {
    Set<TopicPartition> running = pausable();
    super.pause(running);
    pausedDuringPoll.clear();
    try {
      return super.poll(timeout);
    } finally {
      running.retainAll(assignment());
      running.removeAll(pausedDuringPoll);
      super.resume(running);
    }
  }

  /**
   * The running partitions that no task waits for. A task reads the partitions with the same number
   * of several topics. Before it answers the records of one, it waits for those of another of which
   * it has none, so a pause of that partition would never end.
   */
  Set<TopicPartition> pausable() {
    Set<TopicPartition> all = assignment();
    Set<TopicPartition> running = new HashSet<>(all);
    running.removeAll(paused());
    running.removeIf(
        partition ->
            !budget.holds(partition)
                && all.stream()
                    .anyMatch(
                        other ->
                            other.partition() == partition.partition() && budget.holds(other)));
    return running;
  }

  private void forgetRevoked() {
    Set<TopicPartition> now = assignment();
    if (!now.equals(assigned)) {
      Set<TopicPartition> revoked = new HashSet<>(assigned);
      revoked.removeAll(now);
      budget.forget(revoked);
      assigned = Set.copyOf(now);
    }
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    pausedDuringPoll.addAll(partitions);
    super.pause(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    pausedDuringPoll.removeAll(partitions);
    super.resume(partitions);
  }

  /** Kafka Streams commits with this method if it is configured as at_least_once. */
  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> processed) {
    super.commitSync(offsets.lowered(processed));
  }

  /** Stops counting the partition's records, because they are read again or skipped. */
  @Override
  public void seek(TopicPartition partition, long offset) {
    budget.forget(List.of(partition));
    super.seek(partition, offset);
  }

  @Override
  public void seek(TopicPartition partition, OffsetAndMetadata position) {
    budget.forget(List.of(partition));
    super.seek(partition, position);
  }

  @Override
  public void seekToBeginning(Collection<TopicPartition> partitions) {
    budget.forget(partitions);
    super.seekToBeginning(partitions);
  }

  @Override
  public void seekToEnd(Collection<TopicPartition> partitions) {
    budget.forget(partitions);
    super.seekToEnd(partitions);
  }

  @Override
  public void unsubscribe() {
    forgetAll();
    super.unsubscribe();
  }

  /** Kafka Streams closes its consumers with this method. */
  @Override
  public void close(CloseOptions options) {
    forgetAll();
    super.close(options);
  }

  @Override
  public void close() {
    forgetAll();
    super.close();
  }

  private void forgetAll() {
    budget.forget(assigned);
    assigned = Set.of();
  }
}
