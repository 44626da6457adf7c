package dev.arena.kafka.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Shrinks a dead letter that would not fit its topic: leaves out the value and, if that is not
 * enough, the record's key and headers too. The rest says why the record could not be scored, what
 * is missing, and where the record is. A dead letter that its topic refuses would stop the service
 * at the same record forever.
 */
public final class OversizedDeadLetter {
  /** Marks a dead letter that lacks parts of its record; names them and the record's position. */
  private static final String HEADER = ArenaHeader.LEFT_OUT.headerName();

  private OversizedDeadLetter() {}

  /** Whether a dead letter with these headers lacks parts of its record. */
  public static boolean isMarked(Headers headers) {
    return headers.lastHeader(HEADER) != null;
  }

  /** Whether a record may be the original of a marked dead letter. */
  public static boolean mayBeOf(
      ConsumerRecord<byte[], byte[]> deadLetter, ConsumerRecord<byte[], byte[]> original) {
    // timestamps can be compared only if the record has one and the topic keeps it
    boolean dated =
        original.timestamp() >= 0 && deadLetter.timestampType() == TimestampType.CREATE_TIME;
    if (dated && original.timestamp() != deadLetter.timestamp()) {
      return false;
    }
    Header header = deadLetter.headers().lastHeader(HEADER);
    String mark = new String(header.value(), StandardCharsets.UTF_8);
    return mark.startsWith(value(original.value()) + " ")
        ? Arrays.equals(deadLetter.key(), original.key())
        : mark.startsWith(all(original.key(), original.value()));
  }

  static ProducerRecord<byte[], byte[]> fitted(
      ProducerRecord<byte[], byte[]> deadLetter, RecordSizeLimit limit, RecordOrigin source) {
    if (limit.fits(deadLetter.key(), deadLetter.value(), deadLetter.headers())) {
      return deadLetter;
    }
    ProducerRecord<byte[], byte[]> withoutValue =
        without(
            deadLetter, deadLetter.key(), deadLetter.headers(), value(deadLetter.value()), source);
    if (limit.fits(withoutValue.key(), withoutValue.value(), withoutValue.headers())) {
      return withoutValue;
    }
    Headers reasons = new RecordHeaders();
    for (Header header : deadLetter.headers()) {
      if (header.key().startsWith(ArenaHeader.Names.ERRORS)
          || header.key().equals(ArenaHeader.REASON.headerName())) {
        reasons.add(header);
      }
    }
    String headers = "the headers (%d bytes)".formatted(RecordSizeLimit.size(source.headers()));
    return without(
        deadLetter, null, reasons, all(deadLetter.key(), deadLetter.value()) + headers, source);
  }

  private static String value(byte @Nullable [] value) {
    return "the value (%d bytes)".formatted(RecordSizeLimit.size(value));
  }

  private static String all(byte @Nullable [] key, byte @Nullable [] value) {
    return "the key (%d bytes), %s, and ".formatted(RecordSizeLimit.size(key), value(value));
  }

  private static ProducerRecord<byte[], byte[]> without(
      ProducerRecord<byte[], byte[]> deadLetter,
      byte @Nullable [] key,
      Headers headers,
      String what,
      RecordOrigin source) {
    Headers marked = new RecordHeaders(headers);
    String mark =
        "%s would not fit this topic; the record is %s-%d@%d"
            .formatted(what, source.topic(), source.partition(), source.offset());
    marked.add(HEADER, mark.getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        deadLetter.topic(), deadLetter.partition(), deadLetter.timestamp(), key, null, marked);
  }
}
