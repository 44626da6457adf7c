package dev.arena.streamer.dlq;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.kafka.client.ReadErrors;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads single committed records by topic, partition and offset. For use by one thread. */
final class RecordReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final ReadErrors errors;
  private final Consumer<byte[], byte[]> consumer;

  RecordReader(Connection connection, Consumer<byte[], byte[]> consumer) {
    this.errors = new ReadErrors(connection.address(), connection.timeout());
    this.consumer = consumer;
  }

  static RecordReader open(Connection connection) {
    Map<String, Object> settings = connection.consumer();
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new RecordReader(connection, KafkaClients.create(() -> new KafkaConsumer<>(settings)));
  }

  /**
   * Returns the record at an offset.
   *
   * @throws UserException if there is none, or the cluster refuses
   */
  ConsumerRecord<byte[], byte[]> read(String topic, int partition, long offset) {
    try {
      int partitions = consumer.partitionsFor(topic).size();
      if (partition >= partitions) {
        throw new UserException(
            "topic %s has no partition %d; expected one of 0 to %d."
                .formatted(topic, partition, partitions - 1));
      }
      return read(new TopicPartition(topic, partition), offset);
    } catch (KafkaException refused) {
      throw errors.explained(refused);
    }
  }

  private ConsumerRecord<byte[], byte[]> read(TopicPartition partition, long offset) {
    consumer.assign(List.of(partition));
    long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    if (offset < first || offset >= end) {
      throw new UserException(
          first == end
              ? "%s@%d does not exist: the partition is empty. Look at ./arena dlq list."
                  .formatted(partition, offset)
              : "%s@%d does not exist; the partition holds offsets %d to %d now. Look at ./arena dlq list."
                  .formatted(partition, offset, first, end - 1));
    }
    consumer.seek(partition, offset);
    ReadErrors.Watch watch = errors.watch();
    while (consumer.position(partition) < end) {
      watch.at(consumer.position(partition));
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() == offset) {
          return record;
        }
        throw nothingAt(partition, offset);
      }
    }
    throw nothingAt(partition, offset);
  }

  private static UserException nothingAt(TopicPartition partition, long offset) {
    return new UserException(
        "%s@%d holds no record: a transaction ended or was rolled back there. Look at ./arena dlq list."
            .formatted(partition, offset));
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
