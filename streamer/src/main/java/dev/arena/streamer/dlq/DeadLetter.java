package dev.arena.streamer.dlq;

import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.kafka.deadletter.DeadLetterException.Reason;
import dev.arena.kafka.deadletter.DeadLetterException.Retry;
import dev.arena.kafka.deadletter.OversizedDeadLetter;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record of the dead-letter topic, with what its headers say (KIP-1034). */
record DeadLetter(ConsumerRecord<byte[], byte[]> record) {
  /** Where it was sent again from; on records that {@code dlq replay} has sent. */
  static final String FROM = ArenaHeader.DLQ_FROM.headerName();

  private static final String KIND = ArenaHeader.REASON.headerName();

  PartitionOffset position() {
    return PartitionOffset.of(record);
  }

  /** When its record was written, if its producer said so. */
  Instant time() {
    return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
  }

  /** Why it could not be scored; never empty. */
  String reason() {
    String reason = ArenaHeader.reason(record.headers());
    return reason.isEmpty() ? "no reason is given" : reason;
  }

  /** The kind of its reason; empty for dead letters of another program or of another version. */
  Optional<Reason> kind() {
    return Reason.of(ArenaHeader.REASON.text(record.headers()));
  }

  /** Whether it becomes a dead letter again if its record is sent again unchanged. */
  boolean failsAgain() {
    return kind().filter(kind -> kind.retry() == Retry.FAILS_AGAIN).isPresent();
  }

  /** Where its record was; empty when the headers do not say so. */
  Optional<Source> source() {
    try {
      String topic = ArenaHeader.TOPIC.text(record.headers());
      return topic.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Source(
                  topic,
                  Integer.parseInt(ArenaHeader.PARTITION.text(record.headers())),
                  Long.parseLong(ArenaHeader.OFFSET.text(record.headers()))));
    } catch (NumberFormatException notByAScorer) {
      return Optional.empty();
    }
  }

  /** Whether parts of its record were too large for the topic and are where the record was. */
  boolean incomplete() {
    return OversizedDeadLetter.isMarked(record.headers());
  }

  /** Bytes of key and value. */
  int bytes() {
    return length(record.key()) + length(record.value());
  }

  /** The record's own headers: those that neither the scorer nor a replay has added. */
  Stream<Header> ownHeaders() {
    return Stream.of(record.headers().toArray())
        .filter(
            header ->
                !header.key().startsWith(OversizedDeadLetter.ERRORS)
                    && !header.key().equals(KIND)
                    && !header.key().equals(FROM)
                    && !header.key().equals(OversizedDeadLetter.HEADER));
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** The position of the original record. */
  record Source(String topic, int partition, long offset) {
    @Override
    public String toString() {
      return topic + "-" + partition + "@" + offset;
    }
  }
}
