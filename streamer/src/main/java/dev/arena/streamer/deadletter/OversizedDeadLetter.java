package dev.arena.streamer.deadletter;

import dev.arena.streamer.headers.ArenaHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of a dead letter what would not fit its topic: the value, and where that is not
 * enough, also key and headers of the record. What is left says why it could not be scored, what is
 * missing, and where the record is. A dead letter that its topic refuses would stop the scorer at
 * the same record forever.
 */
public final class OversizedDeadLetter {
  /** On a dead letter that lacks a part of its record; says which, and where it is. */
  public static final String HEADER = ArenaHeader.LEFT_OUT.headerName();

  /** What the names of headers begin with in which Kafka Streams says why (KIP-1034). */
  public static final String ERRORS = ArenaHeader.Names.ERRORS;

  private OversizedDeadLetter() {}

  /** Whether a dead letter with these headers lacks a part of its record. */
  public static boolean isMarked(Headers headers) {
    return headers.lastHeader(HEADER) != null;
  }

  /** Whether a record may be the one that a marked dead letter lacks a part of. */
  public static boolean mayBeOf(
      ConsumerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> original) {
    // without a timestamp of its own, and in a topic that gives its own, times say nothing
    boolean dated =
        original.timestamp() >= 0 && letter.timestampType() == TimestampType.CREATE_TIME;
    if (dated && original.timestamp() != letter.timestamp()) {
      return false;
    }
    Header header = letter.headers().lastHeader(HEADER);
    String mark = new String(header.value(), StandardCharsets.UTF_8);
    return mark.startsWith(value(original.value()) + " ")
        ? Arrays.equals(letter.key(), original.key())
        : mark.startsWith(all(original.key(), original.value()));
  }

  static List<ProducerRecord<byte[], byte[]>> fitted(
      List<ProducerRecord<byte[], byte[]>> letters,
      RecordSizeLimit room,
      ErrorHandlerContext source) {
    return letters.stream().map(letter -> fitted(letter, room, source)).toList();
  }

  private static ProducerRecord<byte[], byte[]> fitted(
      ProducerRecord<byte[], byte[]> letter, RecordSizeLimit room, ErrorHandlerContext source) {
    if (room.fits(letter.key(), letter.value(), letter.headers())) {
      return letter;
    }
    ProducerRecord<byte[], byte[]> valueless =
        without(letter, letter.key(), letter.headers(), value(letter.value()), source);
    if (room.fits(valueless.key(), valueless.value(), valueless.headers())) {
      return valueless;
    }
    Headers reasons = new RecordHeaders();
    for (Header header : letter.headers()) {
      if (header.key().startsWith(ERRORS) || header.key().equals(ArenaHeader.REASON.headerName())) {
        reasons.add(header);
      }
    }
    String headers = "the headers (%d bytes)".formatted(RecordSizeLimit.size(source.headers()));
    return without(letter, null, reasons, all(letter.key(), letter.value()) + headers, source);
  }

  private static String value(byte @Nullable [] value) {
    return "the value (%d bytes)".formatted(RecordSizeLimit.size(value));
  }

  private static String all(byte @Nullable [] key, byte @Nullable [] value) {
    return "the key (%d bytes), %s, and ".formatted(RecordSizeLimit.size(key), value(value));
  }

  private static ProducerRecord<byte[], byte[]> without(
      ProducerRecord<byte[], byte[]> letter,
      byte @Nullable [] key,
      Headers headers,
      String what,
      ErrorHandlerContext source) {
    Headers marked = new RecordHeaders(headers);
    String mark =
        "%s would not fit this topic; the record is %s-%d@%d"
            .formatted(what, source.topic(), source.partition(), source.offset());
    marked.add(HEADER, mark.getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        letter.topic(), letter.partition(), letter.timestamp(), key, null, marked);
  }
}
