package dev.arena.kafka.client;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads the committed records of a few topics with a consumer that has no group: from all
 * partitions that they have when it is opened, and from those that are added. For use by one
 * thread.
 */
public final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Where reading begins. */
  public enum Start {
    /** After the last record that is in the topic now. */
    NOW,
    /** At the first record that still exists. */
    BEGINNING
  }

  /** How soon {@link #partitions} sees a new partition, in milliseconds, unless configured. */
  private static final int METADATA_AGE = 30_000;

  private final ReadErrors errors;
  private final Consumer<byte[], byte[]> consumer;

  TopicTail(Connection connection, Consumer<byte[], byte[]> consumer) {
    this.errors = new ReadErrors(connection.address(), connection.timeout());
    this.consumer = consumer;
  }

  /**
   * Opens topics. The start position is fixed when this method returns.
   *
   * @throws UserException if the broker does not answer
   */
  public static TopicTail open(Connection connection, List<String> topics, Start start) {
    TopicTail tail =
        new TopicTail(
            connection, KafkaClients.create(() -> new KafkaConsumer<>(connection.consumer())));
    try {
      tail.assign(topics, start);
      return tail;
    } catch (RuntimeException e) {
      tail.close();
      throw tail.errors.explained(e);
    }
  }

  /**
   * Opens topics at the first record at or after this time, or at the end if there is none.
   *
   * @throws UserException if the broker does not answer
   */
  public static TopicTail openSince(Connection connection, List<String> topics, Instant since) {
    TopicTail tail = open(connection, topics, Start.NOW);
    try {
      Map<TopicPartition, Long> times = new HashMap<>();
      tail.consumer.assignment().forEach(one -> times.put(one, since.toEpochMilli()));
      tail.consumer
          .offsetsForTimes(times)
          .forEach(
              (partition, found) -> {
                if (found != null) {
                  tail.consumer.seek(partition, found.offset());
                }
              });
      return tail;
    } catch (RuntimeException e) {
      tail.close();
      throw tail.errors.explained(e);
    }
  }

  /** Opens a reader of no partitions, to which some can be added; asks the broker nothing. */
  public static TopicTail open(Connection connection) {
    Map<String, Object> settings = connection.consumer();
    settings.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE);
    return new TopicTail(connection, KafkaClients.create(() -> new KafkaConsumer<>(settings)));
  }

  /**
   * The partitions that a topic has; none if it does not exist.
   *
   * @throws UserException if the broker does not answer or refuses
   */
  public List<PartitionInfo> partitions(String topic) {
    return explained(() -> consumer.partitionsFor(topic));
  }

  /**
   * The offsets of the first records.
   *
   * @throws UserException if the broker does not answer or refuses
   */
  public Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
    return explained(() -> consumer.beginningOffsets(partitions));
  }

  /**
   * The offsets after the last committed records.
   *
   * @throws UserException if the broker does not answer or refuses
   */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return explained(() -> consumer.endOffsets(partitions));
  }

  /** Also reads these partitions, each from an offset. */
  public void add(Map<TopicPartition, Long> offsets) {
    Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
    assigned.addAll(offsets.keySet());
    consumer.assign(assigned);
    offsets.forEach(consumer::seek);
  }

  /** No longer reads these partitions. */
  public void remove(Collection<TopicPartition> partitions) {
    Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
    assigned.removeAll(partitions);
    consumer.assign(assigned);
  }

  /**
   * The offset of the next record of a partition that is read; empty if the consumer must ask the
   * broker for it, for which this does not wait.
   *
   * @throws UserException if the broker refuses
   */
  public OptionalLong position(TopicPartition partition) {
    return explained(
        () -> {
          try {
            return OptionalLong.of(consumer.position(partition, Duration.ZERO));
          } catch (TimeoutException unknown) {
            return OptionalLong.empty();
          }
        });
  }

  private <T> T explained(Supplier<T> request) {
    try {
      return request.get();
    } catch (KafkaException e) {
      throw errors.explained(e);
    }
  }

  private void assign(List<String> topics, Start start) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      for (PartitionInfo partition : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    }
    consumer.assign(partitions);
    switch (start) {
      case NOW -> consumer.endOffsets(partitions).forEach(consumer::seek);
      case BEGINNING -> consumer.seekToBeginning(partitions);
    }
  }

  /**
   * Returns the records that have arrived, waiting up to {@code timeout} for the first one. At
   * least one partition must be read.
   *
   * @throws UserException if the broker refuses
   */
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    return explained(() -> consumer.poll(timeout));
  }

  /**
   * Repeats a polling step until it has read all records that are in the topics now or time is up.
   *
   * @return whether everything was read
   */
  public boolean untilEnd(Duration timeout, Runnable step) {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      long deadline = System.nanoTime() + timeout.toNanos();
      while (System.nanoTime() < deadline) {
        if (ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
          return true;
        }
        step.run();
      }
      return false;
    } catch (KafkaException e) {
      throw errors.explained(e);
    }
  }

  /**
   * Passes on the records that are in the topics now, each partition in order, until the receiver
   * wants no more.
   *
   * @param wantsMore takes a record and returns whether to continue
   * @throws UserException if the broker refuses or does not answer
   */
  public void readToEnd(Predicate<ConsumerRecord<byte[], byte[]>> wantsMore) {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      ReadErrors.Watch watch = errors.watch();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        watch.at(ends.keySet().stream().mapToLong(consumer::position).sum());
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          boolean later = record.offset() >= ends.getOrDefault(partition, 0L);
          if (!later && !wantsMore.test(record)) {
            return;
          }
        }
      }
    } catch (KafkaException e) {
      throw errors.explained(e);
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
