package dev.arena.kafka.streams;

import java.util.HashMap;
import java.util.Map;
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
 * <p>Safe for use by many threads. What a thread holds or releases only changes the commits of that
 * thread, because a thread that has lost a partition, and does not know it yet, still commits while
 * the partition's new owner does.
 */
public final class CommitOffsets {
  private final ThreadLocal<Map<TopicPartition, Long>> held = ThreadLocal.withInitial(HashMap::new);
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

  /** From now on, the calling thread's commits of this partition end before this offset. */
  public void hold(TopicPartition partition, long offset) {
    held.get().put(partition, offset);
  }

  /** Everything that the calling thread has processed in this partition is forwarded. */
  public void release(TopicPartition partition) {
    held.get().remove(partition);
  }

  /**
   * The offsets that the calling thread should commit.
   *
   * @param processed the offsets that Kafka Streams would commit
   */
  Map<TopicPartition, OffsetAndMetadata> lowered(Map<TopicPartition, OffsetAndMetadata> processed) {
    Map<TopicPartition, Long> firsts = held.get();
    Map<TopicPartition, OffsetAndMetadata> lowered = new HashMap<>(processed);
    lowered.replaceAll(
        (partition, upTo) -> {
          Long first = firsts.get(partition);
          return first == null || first >= upTo.offset()
              ? upTo
              : new OffsetAndMetadata(first, upTo.leaderEpoch(), upTo.metadata());
        });
    return lowered;
  }
}
