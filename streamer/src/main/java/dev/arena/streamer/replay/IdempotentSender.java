package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/** Sends rows without transactions; if the run is killed, what the broker accepted stays sent. */
final class IdempotentSender implements PairSender {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private record Failure(long row, Exception reason) {}

  private final Connection connection;
  private final Consumer<RecordMetadata> acknowledged;
  private final PairRecords records;
  private final Producer<byte[], byte[]> producer;
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

  /**
   * @param acknowledged called for each record that the broker has written, on the producer's
   *     thread
   */
  IdempotentSender(
      Connection connection, RunHeaders headers, Consumer<RecordMetadata> acknowledged) {
    this.connection = connection;
    this.acknowledged = acknowledged;
    // the producer first: it is more likely to be refused, and a serde holds a registry client
    this.producer = KafkaClients.create(() -> new KafkaProducer<>(connection.producer()));
    try {
      this.records = new PairRecords(connection, headers);
    } catch (RuntimeException refused) {
      producer.close(Duration.ZERO);
      throw refused;
    }
  }

  @Override
  public long sentBefore() {
    return 0;
  }

  @Override
  public void send(ReplayRow row) {
    try {
      producer.send(
          records.of(row.number(), row.row().pair()),
          (metadata, failure) -> {
            if (failure != null) {
              failures.add(new Failure(row.number(), failure));
            } else {
              acknowledged.accept(metadata);
            }
          });
    } catch (TimeoutException e) {
      throw PairSender.unreachable(connection, e);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      failures.add(new Failure(row.number(), e));
    }
  }

  @Override
  public void poll() {
    // the producer sends on its own
  }

  @Override
  public void check(BiConsumer<Long, RowResult> refused) {
    for (Failure failure = failures.poll(); failure != null; failure = failures.poll()) {
      if (failure.reason() instanceof RecordTooLargeException tooLarge) {
        refused.accept(
            failure.row(),
            new RowResult.Missing("the broker refused it: " + tooLarge.getMessage()));
      } else if (failure.reason() instanceof TimeoutException timeout) {
        throw PairSender.unreachable(connection, timeout);
      } else {
        throw new UserException(
            "the Kafka broker at %s did not accept row %d: %s. Check the keys under kafka. and the rights of this user on topic %s."
                .formatted(
                    connection.address(),
                    failure.row(),
                    failure.reason().getMessage(),
                    connection.topics().pairs()),
            failure.reason());
      }
    }
  }

  @Override
  public void finish() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    records.close();
  }
}
