package dev.arena.streamer.deadletter;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Sends records that cannot be read to the dead-letter topic (KIP-1034), and stops at anything
 * else, such as a registry that does not answer. Created by Kafka Streams.
 */
public final class PoisonDeserializationHandler implements DeserializationExceptionHandler {
  private final LogAndContinueExceptionHandler deadLetter = new LogAndContinueExceptionHandler();
  private @Nullable DeadLetterLog log;
  private @Nullable RecordRoom room;

  /** Called by Kafka Streams. */
  public PoisonDeserializationHandler() {}

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetter.configure(configs);
    log = DeadLetterLog.from(configs);
    room = RecordRoom.from(configs);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (!(exception instanceof DeadLetterException reason)) {
      return Response.fail();
    }
    if (log == null || room == null) {
      throw new IllegalStateException("Kafka Streams configures handlers before it uses them");
    }
    log.record(context, reason);
    Response response = deadLetter.handleError(DatedContext.of(context), record, exception);
    return Response.resume(LeftOut.fitted(response.deadLetterQueueRecords(), room, context));
  }
}
