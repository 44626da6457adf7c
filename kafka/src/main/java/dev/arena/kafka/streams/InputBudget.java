package dev.arena.kafka.streams;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Limits the bytes of records that a service has read but not yet answered. Kafka Streams bounds
 * its buffers by the number of records, and a few hundred large ones do not fit in a small heap
 * (docs/decisions/0033). Safe for use by many threads.
 */
public final class InputBudget {
  /**
   * The budget is the heap divided by this number. One poll can add the same amount again. While a
   * pair is being scored, it takes up to three times its size: its bytes, kept for a dead letter,
   * and its texts, at two bytes per character.
   */
  private static final int PART_OF_HEAP = 12;

  private final long maxBytes;
  private final Object lock = new Object();
  // guarded by lock: bytes by offset
  private final Map<TopicPartition, TreeMap<Long, Long>> held = new HashMap<>();
  // guarded by lock
  private long bytes;

  /**
   * @param maxBytes limit above which reading pauses
   */
  InputBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The budget for a heap.
   *
   * @param heapBytes the heap's maximum size
   */
  public static InputBudget inHeap(long heapBytes) {
    return new InputBudget(heapBytes / PART_OF_HEAP);
  }

  /** How many records of the largest size fit; at least one. */
  public int records(int maxRecordBytes) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, maxBytes / maxRecordBytes));
  }

  /** Whether reading should pause. */
  public boolean isSpent() {
    synchronized (lock) {
      return bytes > maxBytes;
    }
  }

  /** Whether records of a partition were read but not yet answered. */
  boolean holds(TopicPartition partition) {
    synchronized (lock) {
      TreeMap<Long, Long> offsets = held.get(partition);
      return offsets != null && !offsets.isEmpty();
    }
  }

  /** Records were read; some may have been read before. */
  public void read(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return;
    }
    synchronized (lock) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        long size = size(record);
        Long before =
            held.computeIfAbsent(
                    new TopicPartition(record.topic(), record.partition()), p -> new TreeMap<>())
                .put(record.offset(), size);
        bytes += size - (before == null ? 0 : before);
      }
    }
  }

  /** A record cannot be read; those before it may still be in flight. */
  public void rejected(TopicPartition partition, long offset) {
    synchronized (lock) {
      TreeMap<Long, Long> offsets = held.get(partition);
      Long size = offsets == null ? null : offsets.remove(offset);
      bytes -= size == null ? 0 : size;
    }
  }

  /** A record was answered, and therefore so were all records before it in its partition. */
  public void answered(TopicPartition partition, long offset) {
    synchronized (lock) {
      TreeMap<Long, Long> offsets = held.get(partition);
      while (offsets != null && !offsets.isEmpty() && offsets.firstKey() <= offset) {
        bytes -= offsets.pollFirstEntry().getValue();
      }
    }
  }

  /** A new stream reads from the last commit, so nothing is held. */
  public void clear() {
    synchronized (lock) {
      held.clear();
      bytes = 0;
    }
  }

  /** These partitions were given away, or their records will be read again. */
  public void forget(Collection<TopicPartition> partitions) {
    synchronized (lock) {
      for (TopicPartition partition : partitions) {
        TreeMap<Long, Long> offsets = held.remove(partition);
        if (offsets != null) {
          bytes -= offsets.values().stream().mapToLong(Long::longValue).sum();
        }
      }
    }
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    long size =
        (long) Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    for (Header header : record.headers()) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }
}
