package dev.arena.kafka.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Creates the dead letters of records that turn out to be at fault only some time after their turn,
 * such as a vote for a pair that never comes. They have the same headers as those that {@link
 * ErrorHandlers.PoisonProcessingHandler} writes, are counted with them, and are shortened like
 * them. The service keeps the bytes of such a record, and forwards the dead letter to a sink.
 */
public final class LateDeadLetters {
  private final DeadLetterLog log;
  private final RecordSizeLimit limit;

  private LateDeadLetters(DeadLetterLog log, RecordSizeLimit limit) {
    this.log = log;
    this.limit = limit;
  }

  /**
   * Uses the log and the size limit that Kafka Streams passes to the error handlers.
   *
   * @param configs the application's, as a processor's context gives them
   */
  public static LateDeadLetters of(Map<String, ?> configs) {
    return new LateDeadLetters(
        ErrorHandlers.given(configs, DeadLetterLog.CONFIG, DeadLetterLog.class),
        ErrorHandlers.given(configs, RecordSizeLimit.CONFIG, RecordSizeLimit.class));
  }

  /**
   * A record that is at fault, and where it is.
   *
   * @param record its bytes, headers and timestamp
   */
  public record Source(String topic, int partition, long offset, Record<byte[], byte[]> record) {}

  /** The dead letter of a record. */
  public Record<byte[], byte[]> create(Source source, DeadLetterException reason) {
    RecordOrigin origin =
        new RecordOrigin(
            source.topic(), source.partition(), source.offset(), source.record().headers());
    log.record(origin, reason);
    Headers headers = new RecordHeaders(source.record().headers());
    add(headers, ArenaHeader.EXCEPTION, reason.getClass().getName());
    add(headers, ArenaHeader.MESSAGE, String.valueOf(reason.getMessage()));
    add(headers, ArenaHeader.STACKTRACE, reason + System.lineSeparator());
    add(headers, ArenaHeader.TOPIC, source.topic());
    add(headers, ArenaHeader.PARTITION, String.valueOf(source.partition()));
    add(headers, ArenaHeader.OFFSET, String.valueOf(source.offset()));
    add(headers, ArenaHeader.REASON, reason.reason().text());
    ProducerRecord<byte[], byte[]> fitted =
        OversizedDeadLetter.fitted(
            // no sink uses this name
            new ProducerRecord<>(
                source.topic(),
                null,
                source.record().timestamp(),
                source.record().key(),
                source.record().value(),
                headers),
            limit,
            origin);
    return new Record<>(
        fitted.key(), fitted.value(), source.record().timestamp(), fitted.headers());
  }

  private static void add(Headers headers, ArenaHeader header, String text) {
    headers.add(header.headerName(), text.getBytes(StandardCharsets.UTF_8));
  }
}
