package dev.arena.streamer.dlq;

import dev.arena.streamer.deadletter.DeadLetterException.Reason;
import dev.arena.streamer.deadletter.DeadLetterException.Retry;
import dev.arena.streamer.deadletter.OversizedDeadLetter;
import dev.arena.streamer.headers.ArenaHeader;
import java.nio.charset.StandardCharsets;
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

  PartitionOffset place() {
    return PartitionOffset.of(record);
  }

  /** When its record was written, if its producer said so. */
  Instant time() {
    return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
  }

  /** Why it could not be scored; never empty. */
  String reason() {
    String message = error("message");
    if (!message.isEmpty()) {
      return message;
    }
    String exception = error("exception");
    return exception.isEmpty() ? "no reason is given" : exception;
  }

  /** The kind of its reason; empty for dead letters of another program or of another version. */
  Optional<Reason> kind() {
    Header header = record.headers().lastHeader(KIND);
    return header == null || header.value() == null
        ? Optional.empty()
        : Reason.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** Whether it becomes a dead letter again if its record is sent again unchanged. */
  boolean failsAgain() {
    return kind().filter(kind -> kind.retry() == Retry.FAILS_AGAIN).isPresent();
  }

  /** Where its record was; empty when the headers do not say so. */
  Optional<Source> source() {
    try {
      String topic = error("topic");
      return topic.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Source(
                  topic, Integer.parseInt(error("partition")), Long.parseLong(error("offset"))));
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

  private String error(String name) {
    Header header = record.headers().lastHeader(OversizedDeadLetter.ERRORS + name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
