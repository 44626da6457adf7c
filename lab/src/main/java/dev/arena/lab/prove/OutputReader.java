package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.schemas.Preference;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A reader of committed preferences and dead letters that runs in its own thread and adds them to
 * the ledger.
 */
final class OutputReader implements AutoCloseable {
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(50);
  private static final Duration END_TIMEOUT = Duration.ofMinutes(3);

  private final TopicNames topics;
  private final Ledger ledger;
  private final PartitionOwners owners;
  private final LongSupplier nanoClock;
  private final TopicTail tail;
  private final Serde<Preference> preferences;
  private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "prove-reader");
  private volatile boolean finishing;
  private volatile boolean closed;

  OutputReader(
      Connection connection, Ledger ledger, PartitionOwners owners, LongSupplier nanoClock) {
    this.topics = connection.topics();
    this.ledger = ledger;
    this.owners = owners;
    this.nanoClock = nanoClock;
    this.preferences = ArenaSerdes.preferences(connection.registry());
    this.tail =
        TopicTail.open(
            connection,
            List.of(topics.preferences(), topics.deadLetters()),
            TopicTail.Start.BEGINNING);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Checks that reading has not failed so far. */
  void requireNoFailure() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Reads all outputs up to the current end, and stops. */
  void finish() throws InterruptedException {
    finishing = true;
    thread.join();
    requireNoFailure();
  }

  private void run() {
    try {
      while (!closed && !finishing) {
        read();
      }
      if (!closed && !tail.untilEnd(END_TIMEOUT, this::read)) {
        throw new UserException(
            "the outputs could not be read to the end within %d s; expected no open transaction after the scorers had stopped."
                .formatted(END_TIMEOUT.toSeconds()));
      }
    } catch (InterruptException closing) {
      // close interrupted the thread
    } catch (RuntimeException failed) {
      failure.set(failed);
    } finally {
      tail.close();
    }
  }

  private void read() {
    for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (record.offset() >= nextOffsets.getOrDefault(partition, 0L)) { // not read before
        nextOffsets.put(partition, record.offset() + 1);
        if (record.topic().equals(topics.preferences())) {
          preference(record);
        } else {
          deadLetter(record);
        }
      }
    }
  }

  private void preference(ConsumerRecord<byte[], byte[]> record) {
    Preference preference = preferences.deserializer().deserialize(record.topic(), record.value());
    ledger.preference(number(record), record.partition(), Digest.of(preference));
    owners.preferenceRead(
        record.partition(),
        FaultInjectingScorer.writer(preference.getModel()),
        nanoClock.getAsLong());
  }

  private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
    ledger.deadLetter(
        number(record),
        origin(record),
        Digest.of(record.key(), record.value()),
        ArenaHeader.MESSAGE.text(record.headers()));
  }

  private static int number(ConsumerRecord<byte[], byte[]> record) {
    return (int) Ledger.NUMBER.read(record).orElse(Ledger.UNKNOWN);
  }

  private Ledger.@Nullable Origin origin(ConsumerRecord<byte[], byte[]> record) {
    try {
      return ArenaHeader.TOPIC.text(record.headers()).equals(topics.pairs())
          ? new Ledger.Origin(
              Integer.parseInt(ArenaHeader.PARTITION.text(record.headers())),
              Long.parseLong(ArenaHeader.OFFSET.text(record.headers())))
          : null;
    } catch (NumberFormatException none) {
      return null;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(POLL_TIMEOUT.toMillis() * 40);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    preferences.close();
  }
}
