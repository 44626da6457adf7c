package dev.arena.lab.prove;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A header with the number of a record. The scorer copies headers to preferences, and Kafka Streams
 * copies them to dead letters, so that each output can be matched to its record.
 */
final class NumberHeader {
  private static final String NAME = "arena.prove.number";
  private static final int NONE = -1;

  private NumberHeader() {}

  static Header of(int number) {
    return new RecordHeader(NAME, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** Returns the number of the record of an output; negative if it has no number. */
  static int read(ConsumerRecord<?, ?> output) {
    Header header = output.headers().lastHeader(NAME);
    return header == null || header.value().length != Integer.BYTES
        ? NONE
        : ByteBuffer.wrap(header.value()).getInt();
  }
}
