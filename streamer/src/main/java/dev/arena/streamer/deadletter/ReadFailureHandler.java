package dev.arena.streamer.deadletter;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Stops at whatever goes wrong while Kafka Streams reads a record, such as a registry that does not
 * answer. It never makes a dead letter: Kafka Streams reads a record before its turn, and what is
 * written then can be committed without the record's offset (docs/decisions/0023). Created by Kafka
 * Streams.
 */
public final class ReadFailureHandler implements DeserializationExceptionHandler {
  /** Called by Kafka Streams. */
  public ReadFailureHandler() {}

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    return Response.fail();
  }
}
