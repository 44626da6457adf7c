package dev.arena.streamer.dlq;

import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.kafka.deadletter.DeadLetterReason;
import dev.arena.kafka.deadletter.DeadLetterReason.Retry;
import dev.arena.kafka.deadletter.OversizedDeadLetter;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record of the dead-letter topic, with the content of its headers (KIP-1034). */
record DeadLetter(ConsumerRecord<byte[], byte[]> record) {
  private static final Set<String> ADDED =
      Set.of(
          ArenaHeader.REASON.headerName(),
          ArenaHeader.LEFT_OUT.headerName(),
          ArenaHeader.RECORD_TIME.headerName(),
          ArenaHeader.DLQ_FROM.headerName());

  PartitionOffset position() {
    return PartitionOffset.of(record);
  }

  /** The original record's timestamp; the epoch if it has none. */
  Instant time() {
    return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
  }

  /** Why the record could not be processed; never empty. */
  String reason() {
    String reason = ArenaHeader.reason(record.headers());
    return reason.isEmpty() ? "no reason is given" : reason;
  }

  /** The kind of the reason; empty for dead letters from another program or another version. */
  Optional<DeadLetterReason> kind() {
    return DeadLetterReason.of(ArenaHeader.REASON.text(record.headers()));
  }

  /** What happens if the record is sent again. */
  Retry retry() {
    return kind().map(DeadLetterReason::retry).orElse(Retry.MAY_SUCCEED);
  }

  /** Whether the original record is from a topic. */
  boolean isFrom(String topic) {
    return source().filter(source -> source.topic().equals(topic)).isPresent();
  }

  /** The original record's position; empty if the headers do not name it. */
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

  /** Whether parts of the record were too large for the topic and exist only in the original. */
  boolean incomplete() {
    return OversizedDeadLetter.isMarked(record.headers());
  }

  /** The number of bytes of key and value. */
  int bytes() {
    return length(record.key()) + length(record.value());
  }

  /** The record's own headers, without those that a service or a replay added. */
  Stream<Header> ownHeaders() {
    return Stream.of(record.headers().toArray())
        .filter(
            header ->
                !header.key().startsWith(ArenaHeader.Names.ERRORS)
                    && !ADDED.contains(header.key()));
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
