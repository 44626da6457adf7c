package dev.arena.lab.load;

import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Many pairs in one transaction. A scorer that works exactly-once reads committed records only, so
 * it sees none of them while they are written, and all of them at once when they are revealed. For
 * use by one thread.
 */
final class Prefill implements AutoCloseable {
  /** A broker allows 15 minutes unless it is told otherwise. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final PairRecords records;
  private final Producer<byte[], byte[]> producer;

  Prefill(Connection connection, PairRecords records) {
    this.records = records;
    Map<String, Object> settings = connection.producer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "arena-bench");
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) LONGEST.toMillis());
    this.producer = KafkaClients.create(() -> new KafkaProducer<>(settings));
    try {
      producer.initTransactions();
    } catch (RuntimeException noBroker) {
      close();
      throw noBroker;
    }
  }

  /** Writes pairs and waits until the broker has them. */
  void write(long count) {
    producer.beginTransaction();
    for (long number = 0; number < count; number++) {
      producer.send(records.record(number, List.of()));
    }
    producer.flush();
  }

  /** Makes visible what was written. */
  void reveal() {
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
