package dev.arena.kafka.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Error handlers for Kafka Streams; only a record that is at fault becomes a dead letter. */
public final class ErrorHandlers {
  private ErrorHandlers() {}

  /** The object that the service passed to Kafka Streams under a key. */
  static <T> T given(Map<String, ?> configs, String key, Class<T> type) {
    if (type.isInstance(configs.get(key))) {
      return type.cast(configs.get(key));
    }
    throw new IllegalArgumentException(key + " is missing; expected a " + type.getSimpleName());
  }

  /**
   * Stops at any failure that occurs while Kafka Streams reads a record, such as a registry that
   * does not answer. Never writes a dead letter: Kafka Streams reads a record before its turn, so a
   * dead letter could be committed without the record's offset (docs/decisions/0023). Created by
   * Kafka Streams.
   */
  public static final class ReadFailureHandler implements DeserializationExceptionHandler {
    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public Response handleError(
        ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
      return Response.fail();
    }
  }

  /**
   * Sends records that cannot be read or scored to the dead-letter topic (KIP-1034), and stops at
   * anything else, such as a lost device. Created by Kafka Streams.
   */
  public static final class PoisonProcessingHandler implements ProcessingExceptionHandler {
    private final LogAndContinueProcessingExceptionHandler deadLetter =
        new LogAndContinueProcessingExceptionHandler();
    private @Nullable DeadLetterLog log;
    private @Nullable RecordSizeLimit limit;

    @Override
    public void configure(Map<String, ?> configs) {
      deadLetter.configure(configs);
      log = given(configs, DeadLetterLog.CONFIG, DeadLetterLog.class);
      limit = given(configs, RecordSizeLimit.CONFIG, RecordSizeLimit.class);
    }

    @Override
    public Response handleError(
        ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
      if (!(exception instanceof DeadLetterException reason)) {
        return Response.fail();
      }
      if (log == null || limit == null) {
        throw new IllegalStateException("Kafka Streams configures handlers before it uses them");
      }
      RecordOrigin origin = RecordOrigin.of(context);
      log.record(origin, reason);
      Response response = deadLetter.handleError(context, record, exception);
      byte[] kind = reason.reason().text().getBytes(StandardCharsets.UTF_8);
      response
          .deadLetterQueueRecords()
          .forEach(letter -> letter.headers().add(ArenaHeader.REASON.headerName(), kind));
      RecordSizeLimit fits = limit;
      return Response.resume(
          response.deadLetterQueueRecords().stream()
              .map(letter -> OversizedDeadLetter.fitted(letter, fits, origin))
              .toList());
    }
  }

  /**
   * Stops at an answer that its topic refuses, and retries temporary failures. Never writes a dead
   * letter: the topic is at fault, not the pair. Kafka Streams' own handler would write one on the
   * producer's only thread, which blocks for a minute if it has not written to the dead-letter
   * topic before. Created by Kafka Streams.
   */
  public static final class WriteFailureHandler implements ProductionExceptionHandler {
    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public Response handleError(
        ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
      return exception instanceof RetriableException ? Response.retry() : Response.fail();
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kafka declares it
    public Response handleSerializationError(
        ErrorHandlerContext context,
        ProducerRecord record,
        Exception exception,
        SerializationExceptionOrigin origin) {
      return Response.fail();
    }
  }
}
