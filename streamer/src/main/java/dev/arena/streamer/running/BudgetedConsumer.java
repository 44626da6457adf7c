package dev.arena.streamer.running;

import dev.arena.streamer.topology.InputBudget;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that brings no more records while {@link InputBudget} is spent; it keeps polling, so
 * that it stays in its group. For use by one thread, as any consumer.
 */
final class BudgetedConsumer extends KafkaConsumer<byte[], byte[]> {
  private final InputBudget budget;
  private final Set<TopicPartition> pausedDuringPoll = new HashSet<>();
  private Set<TopicPartition> assigned = Set.of();

  BudgetedConsumer(Map<String, Object> settings, InputBudget budget) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.budget = budget;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records =
        budget.isSpent() ? pollPaused(timeout) : super.poll(timeout);
    forgetRevoked();
    budget.read(records);
    return records;
  }

  /** What its user pauses during a rebalance stays paused. */
  private ConsumerRecords<byte[], byte[]> pollPaused(Duration timeout) {
    Set<TopicPartition> running = new HashSet<>(assignment());
    running.removeAll(paused());
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

  @Override
  public void close() {
    budget.forget(assigned);
    super.close();
  }
}
