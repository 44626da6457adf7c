package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of a run in its own thread. It stays a limited number of records ahead of
 * those that are accounted for, and below a limit that rises from fault to fault, so that every
 * fault meets work.
 */
final class InputWriter implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Longer than any outage of the broker. */
  private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(3);

  private final String topic;
  private final int records;
  private final int lead;
  private final Inputs inputs;
  private final Ledger ledger;
  private final Producer<byte[], byte[]> producer;
  private final AtomicInteger limit = new AtomicInteger();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "prove-writer");
  private volatile boolean closed;

  /**
   * Creates a writer that does not write yet.
   *
   * @param records number of records to write
   * @param lead maximum number of written records that are not accounted for
   */
  InputWriter(Connection connection, Inputs inputs, Ledger ledger, int records, int lead) {
    this.topic = connection.topics().pairs();
    this.records = records;
    this.lead = lead;
    this.inputs = inputs;
    this.ledger = ledger;
    Map<String, Object> settings = connection.producer();
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT.toMillis());
    this.producer = KafkaClients.create(() -> new KafkaProducer<>(settings));
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Sets the number of the first record that must not be written yet. */
  void setLimit(int number) {
    limit.set(number);
  }

  /**
   * Checks that all records so far could be written.
   *
   * @throws UserException if a record could not be written
   */
  void requireNoFailure() {
    Exception failed = failure.get();
    if (failed != null) {
      throw new UserException(
          "not all records could be written: %s. Expected the broker to be available again within %d s. Check whether the memory or the disk is full."
              .formatted(failed.getMessage(), DELIVERY_TIMEOUT.toSeconds()),
          failed);
    }
  }

  private void run() {
    try {
      for (int number = 0; number < records && !closed; number++) {
        while (!closed && !mayWrite(number)) {
          LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
        if (!closed) {
          write(number);
        }
      }
      producer.flush();
    } catch (RuntimeException failed) {
      failure.compareAndSet(null, failed);
    }
  }

  private boolean mayWrite(int number) {
    return number < limit.get() && number - ledger.accounted() < lead;
  }

  private void write(int number) {
    Inputs.Input input = inputs.next();
    ledger.sending(input);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            ledger.partition(number),
            input.key(),
            input.value(),
            List.of(NumberHeader.of(number)));
    producer.send(
        record,
        (written, failed) -> {
          if (failed == null) {
            ledger.written(number, written.offset());
          } else {
            failure.compareAndSet(null, failed);
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    producer.close(CLOSE_TIMEOUT);
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
