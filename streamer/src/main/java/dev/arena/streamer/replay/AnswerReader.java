package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.Preference;
import dev.arena.schemas.serde.ArenaSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers to one run's rows: preferences, and dead letters with their reason. Reads only
 * committed records: those written since this reader was opened, or since the run began. For use by
 * one thread.
 */
final class AnswerReader implements AutoCloseable {
  /** How far a clock may have been set back since the run began. */
  private static final Duration CLOCK_SLACK = Duration.ofMinutes(1);

  private final RunHeaders headers;
  private final String preferenceTopic;
  private final Serde<Preference> preferences;
  private final TopicTail tail;

  /**
   * Opens the topics that hold answers.
   *
   * @param since when the run began, if an earlier attempt has sent rows; null for now
   */
  AnswerReader(Connection connection, RunHeaders headers, @Nullable Instant since) {
    this.headers = headers;
    this.preferenceTopic = connection.topics().preferences();
    List<String> topics = List.of(preferenceTopic, connection.topics().deadLetters());
    this.tail =
        since == null
            ? TopicTail.open(connection, topics, TopicTail.Start.NOW)
            : TopicTail.openSince(connection, topics, since.minus(CLOCK_SLACK));
    try {
      this.preferences = ArenaSerdes.preferences(connection.registry());
    } catch (RuntimeException refused) {
      tail.close();
      throw refused;
    }
  }

  /** Records the answers that have arrived; waits up to {@code timeout} for the first one. */
  void read(Duration timeout, OutstandingRows outstanding) {
    for (ConsumerRecord<byte[], byte[]> record : tail.poll(timeout)) {
      OptionalLong row = headers.row(record.headers());
      if (row.isPresent()) {
        outstanding.record(row.getAsLong(), result(record));
      }
    }
  }

  /** Reads to the current ends of the topics, to find rows that were answered twice. */
  void readToEnd(Duration timeout, OutstandingRows outstanding) {
    tail.untilEnd(timeout, () -> read(Duration.ofMillis(50), outstanding));
  }

  private RowResult result(ConsumerRecord<byte[], byte[]> record) {
    if (!record.topic().equals(preferenceTopic)) {
      return new RowResult.DeadLettered(ArenaHeader.reason(record.headers()));
    }
    try {
      Preference preference =
          preferences.deserializer().deserialize(record.topic(), record.headers(), record.value());
      return preference == null
          ? new RowResult.Missing("its preference is null")
          : new RowResult.Answered(preference);
    } catch (KafkaException e) {
      RegistryErrors.throwIfUnavailable(
          e, "a preference", " Rows that were sent are scored nevertheless.");
      return new RowResult.Missing("its preference cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    tail.close();
    preferences.close();
  }
}
