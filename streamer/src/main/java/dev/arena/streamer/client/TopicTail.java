package dev.arena.streamer.client;

import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.cluster.BrokerRefusal;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The committed records of a few topics, read from all their partitions by a consumer without a
 * group. Partitions added later are not seen. For use by one thread.
 */
public final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Where reading begins. */
  public enum Start {
    /** Behind the last record that is there now. */
    NOW,
    /** At the first record that is still there. */
    BEGINNING
  }

  private final Connection connection;
  private final Consumer<byte[], byte[]> consumer;

  private TopicTail(Connection connection, Consumer<byte[], byte[]> consumer) {
    this.connection = connection;
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
            connection, KafkaClients.made(() -> new KafkaConsumer<>(connection.consumer())));
    try {
      tail.assign(topics, start);
      return tail;
    } catch (RuntimeException e) {
      tail.close();
      throw tail.explained(e);
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
   * Records that have come, waiting for the first one up to {@code patience}.
   *
   * @throws UserException when the broker refuses
   */
  public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
    try {
      return consumer.poll(patience);
    } catch (KafkaException e) {
      throw explained(e);
    }
  }

  /**
   * Runs a step that polls until everything was read that is in the topics now, or time is up.
   *
   * @return whether everything was read
   */
  public boolean untilEnd(Duration patience, Runnable step) {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      long deadline = System.nanoTime() + patience.toNanos();
      while (System.nanoTime() < deadline) {
        if (ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
          return true;
        }
        step.run();
      }
      return false;
    } catch (KafkaException e) {
      throw explained(e);
    }
  }

  /**
   * Hands over what is in the topics now, each partition in order, until the taker wants no more.
   *
   * @param wantsMore takes a record and says whether to go on
   * @throws UserException when the broker refuses, or does not answer
   */
  public void readToEnd(Predicate<ConsumerRecord<byte[], byte[]>> wantsMore) {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          boolean later = record.offset() >= ends.getOrDefault(partition, 0L);
          if (!later && !wantsMore.test(record)) {
            return;
          }
        }
      }
    } catch (KafkaException e) {
      throw explained(e);
    }
  }

  private RuntimeException explained(RuntimeException e) {
    if (e instanceof InterruptException || e instanceof UserException) {
      return e;
    }
    if (e instanceof TimeoutException) {
      return new UserException(
          "the Kafka broker at %s did not answer within %d s (%s). Look at the broker, or check kafka.bootstrap.servers."
              .formatted(connection.address(), connection.patience().toSeconds(), e.getMessage()),
          e);
    }
    String refusal = BrokerRefusal.inWords(e);
    if (refusal != null) {
      return new UserException(
          "the Kafka broker at %s %s".formatted(connection.address(), refusal), e);
    }
    return e instanceof KafkaException
        ? new UserException(
            "the Kafka broker at %s cannot be read: %s. Check the keys under kafka. and the rights of this user."
                .formatted(connection.address(), e.getMessage()),
            e)
        : e;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
