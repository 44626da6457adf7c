package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends rows without transactions; if the run is killed, what the broker accepted stays sent. */
final class IdempotentSender implements PairSender {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /**
   * A record that was not sent.
   *
   * @param topic of pairs or of votes
   */
  private record Failure(long row, String topic, Exception reason) {}

  private final Connection connection;
  private final Consumer<RecordMetadata> acknowledged;
  private final RunRecords<ConversationPair> records;
  private final @Nullable VoteRecords votes;
  private final Producer<byte[], byte[]> producer;
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private long voted;

  /**
   * @param votedAt when the votes count as cast; null to send none
   * @param acknowledged called for each pair that the broker has written, on the producer's thread
   */
  IdempotentSender(
      Connection connection,
      RunHeaders headers,
      @Nullable VotedAt votedAt,
      Consumer<RecordMetadata> acknowledged) {
    this.connection = connection;
    this.acknowledged = acknowledged;
    // the producer first: it is more likely to be refused, and a serde holds a registry client
    this.producer = KafkaClients.create(() -> new KafkaProducer<>(connection.producer()));
    try {
      this.records = RunRecords.pairs(connection, headers);
      this.votes =
          votedAt == null
              ? null
              : new VoteRecords(connection, headers, votedAt, InstantSource.system());
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
    send(row.number(), records.of(row.number(), row.id(), row.row().pair()), acknowledged);
  }

  @Override
  public void vote(ReplayRow row, Instant scoredAt) {
    if (votes != null) {
      send(row.number(), votes.record(row.number(), votes.of(row, scoredAt)), written -> {});
      voted++;
    }
  }

  @Override
  public long votes() {
    return voted;
  }

  private void send(
      long row, ProducerRecord<byte[], byte[]> record, Consumer<RecordMetadata> onWritten) {
    try {
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure != null) {
              failures.add(new Failure(row, record.topic(), failure));
            } else {
              onWritten.accept(metadata);
            }
          });
    } catch (TimeoutException e) {
      throw PairSender.unreachable(connection, e);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      failures.add(new Failure(row, record.topic(), e));
    }
  }

  @Override
  public void poll() {
    // the producer sends on its own
  }

  @Override
  public void check(BiConsumer<Long, RowResult> refused) {
    for (Failure failure = failures.poll(); failure != null; failure = failures.poll()) {
      if (failure.reason() instanceof RecordTooLargeException tooLarge
          && failure.topic().equals(connection.topics().pairs())) {
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
                    failure.topic()),
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
    if (votes != null) {
      votes.close();
    }
  }
}
