package dev.arena.streamer.deadletter;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * Stops at an answer that its topic refuses, and retries what may pass. It never makes a dead
 * letter: the topic is at fault, not the pair. Kafka Streams' own handler would make one, on the
 * producer's only thread, which blocks for a minute where the topic of dead letters has not been
 * written before. Created by Kafka Streams.
 */
public final class WriteFailureHandler implements ProductionExceptionHandler {
  /** Called by Kafka Streams. */
  public WriteFailureHandler() {}

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
