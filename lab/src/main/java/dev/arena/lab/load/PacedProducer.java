package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A producer that sends records when they are due, from its own thread. For use by one other
 * thread.
 */
public final class PacedProducer implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Producer<byte[], byte[]> producer;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicReference<@Nullable UserException> failure = new AtomicReference<>();
  private volatile boolean closed;
  private @Nullable Thread sender;

  /**
   * Connects to the broker.
   *
   * @param settings settings of the producer that differ from those of the connection
   */
  public PacedProducer(Connection connection, Map<String, Object> settings) {
    Map<String, Object> all = connection.producer();
    all.putAll(settings);
    producer = KafkaClients.create(() -> new KafkaProducer<>(all));
    try {
      producer.partitionsFor(connection.topics().pairs()); // otherwise the first record waits
    } catch (RuntimeException noBroker) {
      close();
      throw noBroker;
    }
  }

  /** The records to send. Called by the sending thread. */
  public interface Source {
    /** Returns the number of records. */
    int count();

    /** Returns the nanoseconds until this record is due, or until it is to be checked again. */
    long nanosUntilDue(int number);

    /** Returns the record with this number, counting from 0; called once for each, in order. */
    ProducerRecord<byte[], byte[]> record(int number);

    /** Called when the broker has acknowledged a record. */
    default void acknowledged(int number, long offset) {}

    /** Returns the message to show if a record cannot be sent. */
    default String failureMessage(String reason) {
      return "sending pairs failed: %s. Expected a broker that accepts them.".formatted(reason);
    }
  }

  /**
   * A source whose records are due at a fixed rate.
   *
   * @param start when the first record is due, in nanoseconds on the clock
   * @param records returns the record with a number, counting from 0
   */
  public record Scheduled(
      Schedule schedule,
      long start,
      LongSupplier nanoClock,
      IntFunction<ProducerRecord<byte[], byte[]>> records)
      implements Source {
    @Override
    public int count() {
      return schedule.count();
    }

    @Override
    public long nanosUntilDue(int number) {
      return start + schedule.dueNanos(number) - nanoClock.getAsLong();
    }

    @Override
    public ProducerRecord<byte[], byte[]> record(int number) {
      return records.apply(number);
    }
  }

  /** Starts sending; called once. */
  public void start(Source source) {
    sender = new Thread(() -> send(source), "paced-producer");
    sender.setDaemon(true);
    sender.start();
  }

  /** Returns the number of records that the broker has acknowledged. */
  public int acknowledged() {
    return acknowledged.get();
  }

  /**
   * Checks that all records so far could be sent.
   *
   * @throws UserException if a record could not be sent
   */
  public void requireNoFailure() {
    UserException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void send(Source source) {
    try {
      for (int number = 0; number < source.count() && awaitDue(source, number); number++) {
        int sent = number;
        producer.send(
            source.record(number),
            (metadata, failed) -> {
              if (failed == null) {
                source.acknowledged(sent, metadata.offset());
                acknowledged.incrementAndGet();
              } else {
                keepFirst(source, failed);
              }
            });
      }
    } catch (RuntimeException failed) {
      keepFirst(source, failed);
    }
  }

  /** Returns false if this was closed first. */
  private boolean awaitDue(Source source, int number) {
    for (long left = source.nanosUntilDue(number);
        left > 0 && !closed;
        left = source.nanosUntilDue(number)) {
      LockSupport.parkNanos(left);
    }
    return !closed;
  }

  private void keepFirst(Source source, Exception failed) {
    String message = source.failureMessage(String.valueOf(failed.getMessage()));
    failure.compareAndSet(null, new UserException(message, failed));
  }

  /** Stops sending. Records that the broker has not acknowledged are abandoned. */
  @Override
  public void close() {
    closed = true;
    producer.close(Duration.ZERO);
    if (sender != null) {
      sender.interrupt();
      try {
        sender.join(CLOSE_TIMEOUT.toMillis());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
