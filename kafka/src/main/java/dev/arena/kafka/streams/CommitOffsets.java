package dev.arena.kafka.streams;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Lowers the offsets that stream threads commit to those of records that are not answered yet.
 *
 * <p>Kafka Streams commits the offset after the last record that a task has processed. A task that
 * processes a record but forwards its result later holds the record's offset here before each
 * commit. The transaction then covers exactly the records whose results it contains, although later
 * records are in flight ({@code docs/decisions/0054}).
 *
 * <p>Safe for use by many threads; each partition is held and released by the thread that commits
 * it.
 */
public final class CommitOffsets {
  private final Map<TopicPartition, Long> held = new ConcurrentHashMap<>();
  private volatile boolean applied;

  /**
   * Whether offsets of records in flight may be part of a commit: a run of Kafka Streams whose
   * producers lower them is running. While partitions change hands, and before the run is closed,
   * records in flight should be answered before the commit instead, so that no other thread scores
   * them again.
   */
  public boolean areApplied() {
    return applied;
  }

  /**
   * Called when a run of Kafka Streams with {@link StreamsClients} starts or stops running.
   *
   * @param running whether its state is {@code RUNNING}
   */
  public void apply(boolean running) {
    applied = running;
  }

  /** Until further notice, commits of this partition end before the record at this offset. */
  public void hold(TopicPartition partition, long offset) {
    held.put(partition, offset);
  }

  /** Everything that was processed in this partition is forwarded. */
  public void release(TopicPartition partition) {
    held.remove(partition);
  }

  /**
   * The offsets to commit.
   *
   * @param processed the offsets that Kafka Streams would commit
   */
  Map<TopicPartition, OffsetAndMetadata> lowered(Map<TopicPartition, OffsetAndMetadata> processed) {
    Map<TopicPartition, OffsetAndMetadata> lowered = new HashMap<>(processed);
    lowered.replaceAll(
        (partition, upTo) -> {
          Long first = held.get(partition);
          return first == null || first >= upTo.offset()
              ? upTo
              : new OffsetAndMetadata(first, upTo.leaderEpoch(), upTo.metadata());
        });
    return lowered;
  }
}
