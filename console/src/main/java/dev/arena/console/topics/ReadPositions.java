package dev.arena.console.topics;

import dev.arena.kafka.client.TopicTail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition has been read, and where reading begins: at the latest records of a topic
 * whose older ones are not kept, at the first record of a compacted topic, and at the end of a
 * topic whose records are only counted. For use by one thread.
 */
final class ReadPositions {
  private final Map<String, TopicKind> topics;
  private final int recent;
  private final Map<TopicPartition, Position> positions = new HashMap<>();

  /** Topics that are read, but did not exist when they were last looked for. */
  private final Set<String> absent = new HashSet<>();

  private final Set<String> missing = new HashSet<>();

  /** Topics whose positions are kept while they are not read. */
  private final Set<String> suspended = new HashSet<>();

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

  /** The topics that are read or suspended. */
  Set<String> topics() {
    return positions.keySet().stream()
        .map(TopicPartition::topic)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Whether a partition is read or suspended. */
  boolean contains(TopicPartition partition) {
    return positions.containsKey(partition);
  }

  /** Whether the consumer reads at least one partition. */
  boolean isReading() {
    return positions.keySet().stream().anyMatch(each -> !suspended.contains(each.topic()));
  }

  /**
   * Reads the partitions that a topic has and that are not read yet. Gives up a topic that does not
   * exist twice in a row.
   *
   * @param partitions all partitions of the topic
   * @param led those that have a leader; the others cannot be read
   * @return whether the topic exists
   */
  boolean follow(String topic, int partitions, List<TopicPartition> led, TopicTail tail) {
    if (partitions == 0) {
      // a broker that has just started may not know its topics yet
      if (isRead(topic) && absent.add(topic)) {
        return true;
      }
      drop(Set.of(topic), tail);
      missing.add(topic);
      return false;
    }
    absent.remove(topic);
    List<TopicPartition> added = new ArrayList<>(led);
    added.removeAll(positions.keySet());
    if (!added.isEmpty()) {
      tail.add(offsets(added, partition -> 0L)); // Kafka warns about the ends of other partitions
      try {
        add(topic, partitions, added, tail);
      } catch (RuntimeException failed) {
        tail.remove(added);
        throw failed;
      }
    }
    missing.remove(topic);
    return true;
  }

  private void add(String topic, int partitions, List<TopicPartition> added, TopicTail tail) {
    boolean isNew = missing.contains(topic) || isRead(topic);
    Map<TopicPartition, Long> beginnings = tail.beginnings(added);
    Map<TopicPartition, Long> ends = tail.ends(added);
    for (TopicPartition partition : added) {
      long beginning = beginnings.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      long recentFrom = Math.max(beginning, end - (recent + partitions - 1) / partitions);
      long start = start(topic, new Offsets(beginning, recentFrom, end), isNew);
      positions.put(partition, new Position(start, recentFrom, isNew ? start : end));
    }
    tail.add(nextOffsets(added));
  }

  private boolean isRead(String topic) {
    return positions.keySet().stream().anyMatch(each -> each.topic().equals(topic));
  }

  private record Offsets(long beginning, long recentFrom, long end) {}

  /** All records of a partition that did not exist when reading began are new. */
  private long start(String topic, Offsets offsets, boolean isNew) {
    return switch (kind(topic)) {
      case PAIRS, PREFERENCES, VOTES -> offsets.recentFrom;
      case BATTLES, EVALUATION, LEADERBOARD -> offsets.beginning;
      case DEAD_LETTERS -> isNew ? offsets.beginning : offsets.end;
    };
  }

  /** Continues with all topics, perhaps with another consumer. */
  void resume(TopicTail tail) {
    suspended.clear();
    tail.add(nextOffsets(positions.keySet()));
  }

  /** Reads a topic no longer, until its reading continues with the next record. */
  void suspend(String topic, TopicTail tail) {
    suspended.add(topic);
    tail.remove(partitions(Set.of(topic)));
  }

  /** Continues with the topics that are suspended. */
  void resumeSuspended(TopicTail tail) {
    List<TopicPartition> partitions = partitions(suspended);
    suspended.clear();
    tail.add(nextOffsets(partitions));
  }

  boolean isSuspended(String topic) {
    return suspended.contains(topic);
  }

  /** Reads topics no longer. */
  void drop(Set<String> dropped, TopicTail tail) {
    List<TopicPartition> partitions = partitions(dropped);
    tail.remove(partitions);
    partitions.forEach(positions::remove);
    suspended.removeAll(dropped);
  }

  private List<TopicPartition> partitions(Set<String> ofTopics) {
    return positions.keySet().stream().filter(each -> ofTopics.contains(each.topic())).toList();
  }

  /** Whether a record was written after reading began. */
  boolean isLive(ConsumerRecord<?, ?> record) {
    return record.offset() >= of(record).target;
  }

  /** Whether a record may be among the latest ones of its topic. */
  boolean isRecent(ConsumerRecord<?, ?> record) {
    return record.offset() >= of(record).recentFrom;
  }

  /**
   * A record is about to be taken. If it is before the position, its topic was created again: then
   * all its records are new.
   */
  void meet(ConsumerRecord<?, ?> record) {
    if (record.offset() < of(record).next) {
      positions.put(partition(record), new Position(0, 0, 0));
    }
  }

  /** A record was taken, and is not read again. */
  void taken(ConsumerRecord<?, ?> record) {
    of(record).next = record.offset() + 1;
  }

  /**
   * All records that the consumer has returned were taken, except those of suspended topics. Also
   * passes offsets without records.
   */
  void advance(TopicTail tail) {
    for (TopicPartition partition : List.copyOf(positions.keySet())) {
      if (!suspended.contains(partition.topic())) {
        tail.position(partition).ifPresent(next -> advance(partition, next));
      }
    }
  }

  private void advance(TopicPartition partition, long next) {
    if (next < position(partition).next) { // the topic was created again
      positions.put(partition, new Position(0, 0, 0));
    }
    position(partition).next = next;
  }

  /**
   * Begins again with partitions that end before their position: their topics were created again.
   *
   * @param ends the current ends
   */
  void restart(Map<TopicPartition, Long> ends, TopicTail tail) {
    ends.forEach(
        (partition, end) -> {
          if (end < position(partition).next) {
            positions.put(partition, new Position(0, 0, 0));
            if (!suspended.contains(partition.topic())) {
              tail.add(Map.of(partition, 0L));
            }
          }
        });
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
        position.target = Math.min(position.target, Math.max(end, position.next));
        lag += Math.max(0, end - position.next);
      }
    }
    return lag;
  }

  /**
   * A number for each kind that says how much of its topics has been read: the sum of the positions
   * in all partitions. Consoles that have read the same records have the same numbers, whenever
   * they began. Positions only grow, so a number comes back only if a topic is created again.
   */
  Map<TopicKind, Long> versions() {
    Map<TopicKind, Long> versions = new EnumMap<>(TopicKind.class);
    topics.values().forEach(kind -> versions.put(kind, 0L));
    positions.forEach(
        (partition, position) -> versions.merge(kind(partition.topic()), position.next, Long::sum));
    return versions;
  }

  private TopicKind kind(String topic) {
    return Objects.requireNonNull(topics.get(topic));
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
    return position(partition(record));
  }

  private Position position(TopicPartition partition) {
    return Objects.requireNonNull(positions.get(partition));
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private Map<TopicPartition, Long> nextOffsets(Collection<TopicPartition> partitions) {
    return offsets(partitions, partition -> position(partition).next);
  }

  private static Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, ToLongFunction<TopicPartition> offset) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    partitions.forEach(each -> offsets.put(each, offset.applyAsLong(each)));
    return offsets;
  }
}
