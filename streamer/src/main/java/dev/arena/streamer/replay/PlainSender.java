package dev.arena.streamer.replay;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;

/**
 * Writes pairs to the pairs' topic, each with its run's headers and its id as key.
 *
 * <p>For use by one thread; what the broker says comes in on the producer's own thread and is
 * handed over by {@link #check}.
 */
final class PairSender implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private record Failure(long row, Exception reason) {}

  private final Connection connection;
  private final RunHeaders headers;
  private final String topic;
  private final Serde<ConversationPair> pairs;
  private final Producer<byte[], byte[]> producer;
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

  PairSender(Connection connection, RunHeaders headers) {
    this.connection = connection;
    this.headers = headers;
    this.topic = connection.topics().pairs();
    // first the producer: it is more likely refused, and a serde holds a client of the registry
    this.producer = KafkaClients.made(() -> new KafkaProducer<>(connection.producer()));
    try {
      this.pairs = ArenaSerdes.pairs(connection.registry());
    } catch (RuntimeException refused) {
      producer.close(Duration.ZERO);
      throw refused;
    }
  }

  /**
   * Gives a pair to the producer; waits while its buffer is full.
   *
   * @throws UserException when broker or registry cannot be reached
   */
  void send(long row, ConversationPair pair) {
    RecordHeaders recordHeaders = new RecordHeaders(headers.of(row));
    byte[] value;
    try {
      value = pairs.serializer().serialize(topic, recordHeaders, pair);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new UserException(
          "row %d could not be written as Avro: %s (%s). Check the schema registry under registry.url."
              .formatted(row, e.getMessage(), rootMessage(e)),
          e);
    }
    byte[] key = pair.getId().getBytes(StandardCharsets.UTF_8);
    try {
      producer.send(
          new ProducerRecord<>(topic, null, null, key, value, recordHeaders),
          (metadata, failure) -> {
            if (failure != null) {
              failures.add(new Failure(row, failure));
            }
          });
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      failures.add(new Failure(row, e));
    }
  }

  /**
   * Hands over the rows that the broker refused since the last call.
   *
   * @throws UserException when the broker takes no rows at all
   */
  void check(BiConsumer<Long, RowFate> refused) {
    for (Failure failure = failures.poll(); failure != null; failure = failures.poll()) {
      if (failure.reason() instanceof RecordTooLargeException tooLarge) {
        refused.accept(
            failure.row(), new RowFate.Missing("the broker refused it: " + tooLarge.getMessage()));
      } else if (failure.reason() instanceof TimeoutException timeout) {
        throw unreachable(timeout);
      } else {
        throw new UserException(
            "the Kafka broker at %s did not take row %d: %s. Check the keys under kafka. and the rights of this user on topic %s."
                .formatted(
                    connection.address(), failure.row(), failure.reason().getMessage(), topic),
            failure.reason());
      }
    }
  }

  /** Waits until the broker has taken or refused everything sent. */
  void flush() {
    producer.flush();
  }

  private UserException unreachable(TimeoutException e) {
    return new UserException(
        "the Kafka broker at %s stopped answering (%s). Look at the broker, then replay again."
            .formatted(connection.address(), e.getMessage()),
        e);
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    return String.valueOf(root.getMessage());
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    pairs.close();
  }
}
