package dev.arena.console.topics;

import dev.arena.kafka.client.TopicTail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition has been read, and where reading begins: with the latest records of a
 * topic of which only these are kept, with the first record of a compacted topic, and with the end
 * of a topic that is only counted. For use by one thread.
 */
final class ReadPositions {
  private final Map<String, TopicKind> topics;
  private final int recent;
  private final Map<TopicPartition, Position> positions = new HashMap<>();
  private final Set<String> missing = new HashSet<>();

  /**
   * @param topics what each topic holds
   * @param recent how many of the latest records of a topic are kept
   */
  ReadPositions(Map<String, TopicKind> topics, int recent) {
    this.topics = topics;
    this.recent = recent;
  }

  private static final class Position {
    private final long start;

    /** Where the latest records begin. */
    private final long recentFrom;

    /** The end when reading began. */
    private long target;

    private long next;

    Position(long start, long recentFrom, long target) {
      this.start = start;
      this.recentFrom = recentFrom;
      this.target = target;
      this.next = start;
    }
  }

  /** All partitions that are read. */
  Collection<TopicPartition> partitions() {
    return positions.keySet();
  }

  /**
   * Reads the partitions that a topic has and that are not read yet.
   *
   * @return whether the topic exists
   */
  boolean follow(String topic, TopicTail tail) {
    List<TopicPartition> existing = tail.partitions(topic);
    if (existing.isEmpty()) {
      drop(Set.of(topic), tail);
      missing.add(topic);
      return false;
    }
    boolean read = positions.keySet().stream().anyMatch(each -> each.topic().equals(topic));
    List<TopicPartition> added = new ArrayList<>(existing);
    added.removeAll(positions.keySet());
    if (!added.isEmpty()) {
      boolean isNew = read || missing.contains(topic);
      Map<TopicPartition, Long> beginnings = tail.beginnings(added);
      Map<TopicPartition, Long> ends = tail.ends(added);
      for (TopicPartition partition : added) {
        positions.put(
            partition,
            position(
                topic,
                existing.size(),
                beginnings.getOrDefault(partition, 0L),
                ends.getOrDefault(partition, 0L),
                isNew));
      }
      tail.add(nextOffsets(added));
    }
    missing.remove(topic);
    return true;
  }

  /** All records of a partition that did not exist when reading began are new. */
  private Position position(String topic, int partitions, long beginning, long end, boolean isNew) {
    long recentFrom = Math.max(beginning, end - (recent + partitions - 1) / partitions);
    long start =
        switch (topics.getOrDefault(topic, TopicKind.DEAD_LETTERS)) {
          case PAIRS, PREFERENCES, VOTES -> recentFrom;
          case BATTLES, EVALUATION, LEADERBOARD -> beginning;
          case DEAD_LETTERS -> isNew ? beginning : end;
        };
    return new Position(start, recentFrom, isNew ? start : end);
  }

  /** Continues with another consumer. */
  void resume(TopicTail tail) {
    tail.add(nextOffsets(positions.keySet()));
  }

  /** Reads topics no longer. */
  void drop(Set<String> dropped, TopicTail tail) {
    List<TopicPartition> partitions =
        positions.keySet().stream().filter(each -> dropped.contains(each.topic())).toList();
    tail.remove(partitions);
    partitions.forEach(positions::remove);
  }

  /** Whether a record was written after reading began. */
  boolean isLive(ConsumerRecord<?, ?> record) {
    return record.offset() >= of(record).target;
  }

  /** Whether a record may be among the latest ones of its topic. */
  boolean isRecent(ConsumerRecord<?, ?> record) {
    return record.offset() >= of(record).recentFrom;
  }

  /** All records that the consumer has returned were taken. */
  void advance(TopicTail tail) {
    positions.forEach((partition, position) -> position.next = tail.position(partition));
  }

  /**
   * The offsets between the positions and the ends of a topic.
   *
   * @param ends the current ends
   */
  long lag(String topic, Map<TopicPartition, Long> ends) {
    long lag = 0;
    for (Map.Entry<TopicPartition, Position> each : positions.entrySet()) {
      if (each.getKey().topic().equals(topic)) {
        Position position = each.getValue();
        long end = ends.getOrDefault(each.getKey(), position.next);
        // a topic that was created again may be shorter
        position.target = Math.min(position.target, Math.max(end, position.start));
        lag += Math.max(0, end - position.next);
      }
    }
    return lag;
  }

  /** How much of a topic has been read. */
  TopicStatus status(String topic) {
    if (missing.contains(topic)) {
      return new TopicStatus.Missing();
    }
    boolean found = false;
    boolean behind = false;
    long read = 0;
    long all = 0;
    for (Map.Entry<TopicPartition, Position> each : positions.entrySet()) {
      if (each.getKey().topic().equals(topic)) {
        Position position = each.getValue();
        found = true;
        behind |= position.next < position.target;
        read += Math.min(position.next, position.target) - position.start;
        all += position.target - position.start;
      }
    }
    if (!found) {
      return new TopicStatus.Unknown();
    }
    return behind ? new TopicStatus.Reading(Math.max(0, read), all) : new TopicStatus.Current();
  }

  private Position of(ConsumerRecord<?, ?> record) {
    Position position = positions.get(new TopicPartition(record.topic(), record.partition()));
    if (position == null) {
      throw new IllegalStateException("a partition that is not read has records");
    }
    return position;
  }

  private Map<TopicPartition, Long> nextOffsets(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Position position = positions.get(partition);
      if (position != null) {
        offsets.put(partition, position.next);
      }
    }
    return offsets;
  }
}
