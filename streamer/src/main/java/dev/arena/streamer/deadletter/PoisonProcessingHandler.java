package dev.arena.streamer.deadletter;

import dev.arena.streamer.headers.ArenaHeader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends records that cannot be read or scored to the dead-letter topic (KIP-1034), and stops at
 * anything else, such as a lost device. Created by Kafka Streams.
 */
public final class PoisonProcessingHandler implements ProcessingExceptionHandler {
  /** On a dead letter; says which {@link DeadLetterException.Reason} it has. */
  public static final String REASON = ArenaHeader.REASON.headerName();

  private final LogAndContinueProcessingExceptionHandler deadLetter =
      new LogAndContinueProcessingExceptionHandler();
  private @Nullable DeadLetterLog log;
  private @Nullable RecordSizeLimit limit;

  /** Called by Kafka Streams. */
  public PoisonProcessingHandler() {}

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetter.configure(configs);
    log = DeadLetterLog.from(configs);
    limit = RecordSizeLimit.from(configs);
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
    log.record(context, reason);
    Response response = deadLetter.handleError(context, record, exception);
    byte[] kind = reason.reason().text().getBytes(StandardCharsets.UTF_8);
    response.deadLetterQueueRecords().forEach(letter -> letter.headers().add(REASON, kind));
    return Response.resume(
        OversizedDeadLetter.fitted(response.deadLetterQueueRecords(), limit, context));
  }
}
