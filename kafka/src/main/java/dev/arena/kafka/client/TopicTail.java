package dev.arena.kafka.client;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * The committed records of a few topics, read from all their partitions by a consumer without a
 * group. Partitions added later are not seen. For use by one thread.
 */
public final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Where reading begins. */
  public enum Start {
    /** After the last record in the topic now. */
    NOW,
    /** At the first record that still exists. */
    BEGINNING
  }

  private final ReadErrors errors;
  private final Consumer<byte[], byte[]> consumer;

  TopicTail(Connection connection, Consumer<byte[], byte[]> consumer) {
    this.errors = new ReadErrors(connection.address(), connection.timeout());
    this.consumer = consumer;
  }

  /**
   * Opens topics; when it returns, the place where reading begins is fixed.
   *
   * @throws UserException when the broker does not answer
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
   * Opens topics; reading begins where the first record of this time or later may be.
   *
   * @throws UserException when the broker does not answer
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
   * Records that have come, waiting for the first one up to {@code timeout}.
   *
   * @throws UserException when the broker refuses
   */
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      return consumer.poll(timeout);
    } catch (KafkaException e) {
      throw errors.explained(e);
    }
  }

  /**
   * Repeats a step that polls until all records in the topic now were read, or time is up.
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
   * Passes on the records in the topic now, each partition in order, until the receiver wants no
   * more.
   *
   * @param wantsMore takes a record and returns whether to continue
   * @throws UserException when the broker refuses, or does not answer
   */
  public void readToEnd(Predicate<ConsumerRecord<byte[], byte[]>> wantsMore) {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      ReadErrors.Watch watch = errors.watch(System::nanoTime);
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
