package dev.arena.kafka.deadletter;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Where a record came from that becomes a dead letter.
 *
 * @param headers the record's
 */
record RecordOrigin(String topic, int partition, long offset, Headers headers) {
  static RecordOrigin of(ErrorHandlerContext context) {
    return new RecordOrigin(
        context.topic(), context.partition(), context.offset(), context.headers());
  }
}
