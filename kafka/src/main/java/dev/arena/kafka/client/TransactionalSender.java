package dev.arena.kafka.client;

import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.kafka.failure.Causes;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends records in transactions. {@link #initTransactions()} fences every other sender with the
 * same transactional id and rolls back its open transaction. For use by one thread.
 */
public final class TransactionalSender implements AutoCloseable {
  private static final long BYTES_IN_TRANSACTION = 16 << 20;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /**
   * When a transaction is due to be committed.
   *
   * @param records the number of records in it
   * @param age its age; consumers that read committed records wait for an open transaction, and
   *     Kafka aborts it after a minute
   */
  public record Limits(int records, Duration age) {}

  /**
   * The messages of a sender's failures.
   *
   * @param fenced another sender with the same transactional id has started, or this one paused for
   *     too long
   * @param failed the broker refused a record or a commit; takes the reason, one or more sentences
   */
  public record Messages(Supplier<String> fenced, UnaryOperator<String> failed) {}

  private final String address;
  private final Producer<byte[], byte[]> producer;
  private final Limits limits;
  private final Messages messages;
  private final LongSupplier nanoClock;
  private final List<Future<RecordMetadata>> pending = new ArrayList<>();
  private boolean open;
  private long bytesPending;
  private long openedNanos;

  /**
   * Creates a producer.
   *
   * @param settings of the producer, without a transactional id
   * @throws UserException if Kafka refuses the settings
   */
  public TransactionalSender(
      Connection connection,
      Map<String, Object> settings,
      String transactionalId,
      Limits limits,
      Messages messages) {
    this(
        connection.address(),
        producer(settings, transactionalId),
        limits,
        messages,
        System::nanoTime);
  }

  TransactionalSender(
      String address,
      Producer<byte[], byte[]> producer,
      Limits limits,
      Messages messages,
      LongSupplier nanoClock) {
    this.address = address;
    this.producer = producer;
    this.limits = limits;
    this.messages = messages;
    this.nanoClock = nanoClock;
  }

  private static Producer<byte[], byte[]> producer(
      Map<String, Object> settings, String transactionalId) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    return KafkaClients.create(() -> new KafkaProducer<>(all));
  }

  /**
   * Fences other senders with this transactional id. Call once, before {@link #begin()}.
   *
   * @throws KafkaException if the broker refuses
   */
  public void initTransactions() {
    producer.initTransactions();
  }

  /** The number of partitions of a topic. */
  public int partitions(String topic) {
    return producer.partitionsFor(topic).size();
  }

  /**
   * Begins a transaction unless one is open.
   *
   * @throws UserException if the broker refuses
   */
  public void begin() {
    if (open) {
      return;
    }
    try {
      producer.beginTransaction();
    } catch (KafkaException refused) {
      throw explained(refused);
    }
    open = true;
    openedNanos = nanoClock.getAsLong();
  }

  /**
   * Sends a record in the open transaction, after beginning one if none is open.
   *
   * @param onCompletion called on the producer's thread
   * @throws UserException if the broker refuses
   */
  public void send(ProducerRecord<byte[], byte[]> record, Callback onCompletion) {
    begin();
    try {
      pending.add(producer.send(record, onCompletion));
    } catch (KafkaException refused) {
      throw explained(refused);
    }
    bytesPending += length(record.key()) + length(record.value());
  }

  /** Whether the open transaction has reached one of its limits. */
  public boolean isDue() {
    return open
        && (pending.size() >= limits.records()
            || bytesPending >= BYTES_IN_TRANSACTION
            || nanoClock.getAsLong() - openedNanos > limits.age().toNanos());
  }

  /**
   * Commits the open transaction once the broker has every record in it; does nothing if no
   * transaction is open.
   *
   * @param beforeCommit runs in the transaction, for example to send offsets
   * @throws UserException if the broker refuses
   */
  public void commit(Consumer<Producer<byte[], byte[]>> beforeCommit) {
    if (!open) {
      return;
    }
    try {
      awaitSent();
      beforeCommit.accept(producer);
      producer.commitTransaction();
    } catch (KafkaException refused) {
      throw explained(refused);
    }
    pending.clear();
    bytesPending = 0;
    open = false;
  }

  /** Waits until the broker has every record; throws the reason if it refused one. */
  private void awaitSent() {
    try {
      producer.flush();
      for (Future<RecordMetadata> sent : pending) {
        sent.get();
      }
    } catch (InterruptedException stopped) {
      throw new InterruptException(stopped);
    } catch (ExecutionException refused) {
      throw refused.getCause() instanceof KafkaException reason
          ? reason
          : new KafkaException(refused.getCause());
    }
  }

  /** Describes a failure to the user; returns an interruption unchanged. */
  public RuntimeException explained(KafkaException refused) {
    if (refused instanceof InterruptException) {
      return refused;
    }
    if (isFenced(refused)) {
      return new UserException(messages.fenced().get(), refused);
    }
    String refusal = BrokerErrors.describe(refused);
    String reason =
        refusal != null
            ? "the Kafka broker " + refusal
            : refused instanceof TimeoutException
                ? "the Kafka broker at %s stopped answering (%s)."
                    .formatted(address, refused.getMessage())
                : refused.getMessage() + ".";
    return new UserException(messages.failed().apply(reason), refused);
  }

  /** Kafka reports a fenced producer directly, or as the cause of a later call's failure. */
  private static boolean isFenced(Throwable refused) {
    return Causes.include(
        refused,
        ProducerFencedException.class,
        InvalidProducerEpochException.class,
        InvalidTxnStateException.class);
  }

  /** Closes without waiting for the broker. */
  public void closeNow() {
    producer.close(Duration.ZERO);
  }

  /** Rolls back the open transaction. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
