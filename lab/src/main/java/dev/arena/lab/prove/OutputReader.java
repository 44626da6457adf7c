package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.config.TopicNames;
import dev.arena.schemas.Preference;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Reads committed preferences and dead letters, in a thread of its own, into the ledger. */
final class OutputReader implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration END_LIMIT = Duration.ofMinutes(3);
  private static final String ERRORS = "__streams.errors.";

  private final TopicNames topics;
  private final Ledger ledger;
  private final PartitionOwners writers;
  private final LongSupplier nanoClock;
  private final TopicTail tail;
  private final Serde<Preference> preferences;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "prove-reader");
  private volatile boolean finishing;
  private volatile boolean closed;

  OutputReader(
      Connection connection, Ledger ledger, PartitionOwners writers, LongSupplier nanoClock) {
    this.topics = connection.topics();
    this.ledger = ledger;
    this.writers = writers;
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

  /** Makes sure that nothing went wrong so far. */
  void requireNoFailure() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Reads everything that is there now, and ends. */
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
      if (!closed && !tail.untilEnd(END_LIMIT, this::read)) {
        throw new UserException(
            "the outputs could not be read to their end within %d s; expected no transaction to be open after the scorers were stopped."
                .formatted(END_LIMIT.toSeconds()));
      }
    } catch (InterruptException closing) {
      // by close
    } catch (RuntimeException failed) {
      failure.set(failed);
    } finally {
      tail.close();
    }
  }

  private void read() {
    for (ConsumerRecord<byte[], byte[]> record : tail.poll(LOOK)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (record.offset() >= next.getOrDefault(partition, 0L)) { // else read again, not there twice
        next.put(partition, record.offset() + 1);
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
    ledger.preference(NumberHeader.in(record), record.partition(), Digest.of(preference));
    writers.wrote(
        record.partition(),
        FaultInjectingScorer.writer(preference.getModel()),
        nanoClock.getAsLong());
  }

  private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
    ledger.deadLetter(
        NumberHeader.in(record),
        origin(record),
        Digest.of(record.key(), record.value()),
        text(record, "message"));
  }

  private Ledger.@Nullable Origin origin(ConsumerRecord<byte[], byte[]> record) {
    try {
      return text(record, "topic").equals(topics.pairs())
          ? new Ledger.Origin(
              Integer.parseInt(text(record, "partition")), Long.parseLong(text(record, "offset")))
          : null;
    } catch (NumberFormatException none) {
      return null;
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(ERRORS + name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(LOOK.toMillis() * 40);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    preferences.close();
  }
}
