package dev.arena.kafka.client;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds committed records of a topic by partition and offset. Offsets that ascend within a
 * partition are read in one pass, which skips long gaps; other orders work, but are slow. For use
 * by one thread.
 */
public final class RecordLookup implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** A gap of more offsets is skipped. One fetch returns about as many records. */
  private static final long LONG_GAP = 1000;

  private final ReadErrors errors;
  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Set<Integer> partitions;
  private int partition = -1;
  private long beginning;
  private long end;
  private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();

  /** The last record that was read; later ones have not been looked at. */
  private @Nullable ConsumerRecord<byte[], byte[]> last;

  private RecordLookup(
      ReadErrors errors, Consumer<byte[], byte[]> consumer, String topic, Set<Integer> partitions) {
    this.errors = errors;
    this.consumer = consumer;
    this.topic = topic;
    this.partitions = partitions;
  }

  /**
   * Opens a topic that exists.
   *
   * @throws UserException if the broker does not answer or refuses
   */
  public static RecordLookup open(Connection connection, String topic) {
    ReadErrors errors = new ReadErrors(connection.address(), connection.timeout());
    Consumer<byte[], byte[]> consumer =
        KafkaClients.create(() -> new KafkaConsumer<>(connection.consumer()));
    try {
      return new RecordLookup(
          errors,
          consumer,
          topic,
          consumer.partitionsFor(topic).stream()
              .map(PartitionInfo::partition)
              .collect(Collectors.toSet()));
    } catch (RuntimeException e) {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
      throw errors.explained(e);
    }
  }

  /**
   * The record at a position; null if there is none, or none any more.
   *
   * @throws UserException if the broker does not answer or refuses
   */
  public @Nullable ConsumerRecord<byte[], byte[]> at(int wantedPartition, long offset) {
    if (!partitions.contains(wantedPartition)) {
      return null;
    }
    try {
      if (wantedPartition != partition) {
        assign(wantedPartition);
      }
      return offset < beginning || offset >= end ? null : find(offset);
    } catch (KafkaException e) {
      throw errors.explained(e);
    }
  }

  /**
   * Whether the topic no longer has the records at a position and before it.
   *
   * @throws UserException if the broker does not answer or refuses
   */
  public boolean isExpired(int wantedPartition, long offset) {
    if (wantedPartition == partition && offset < beginning) {
      return true;
    }
    if (!partitions.contains(wantedPartition)) {
      return false;
    }
    try {
      // the broker may have deleted records since
      TopicPartition wanted = new TopicPartition(topic, wantedPartition);
      return offset < consumer.beginningOffsets(List.of(wanted)).getOrDefault(wanted, 0L);
    } catch (KafkaException e) {
      throw errors.explained(e);
    }
  }

  private void assign(int wanted) {
    partition = wanted;
    List<TopicPartition> assigned = List.of(assigned());
    consumer.assign(assigned);
    beginning = consumer.beginningOffsets(assigned).getOrDefault(assigned(), 0L);
    end = consumer.endOffsets(assigned).getOrDefault(assigned(), 0L);
    seek(beginning);
  }

  private @Nullable ConsumerRecord<byte[], byte[]> find(long offset) {
    boolean passed = last != null && offset < last.offset();
    if (passed || offset > consumer.position(assigned()) + LONG_GAP) {
      seek(offset);
    }
    ReadErrors.Watch watch = errors.watch();
    while (last == null || last.offset() < offset) {
      if (polled.hasNext()) {
        last = polled.next();
      } else if (consumer.position(assigned()) > offset) {
        return null; // compaction removed it, or it marks the end of a transaction
      } else {
        watch.at(consumer.position(assigned()));
        polled = consumer.poll(POLL).records(assigned()).iterator();
      }
    }
    return last.offset() == offset ? last : null;
  }

  private void seek(long offset) {
    consumer.seek(assigned(), offset);
    polled = Collections.emptyIterator();
    last = null;
  }

  private TopicPartition assigned() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
