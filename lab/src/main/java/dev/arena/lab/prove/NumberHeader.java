package dev.arena.lab.prove;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The number of a record, in a header: the scorer copies headers to preferences, and Kafka Streams
 * to dead letters, so that each record is recognised whatever its bytes.
 */
final class NumberHeader {
  private static final String NAME = "arena.prove.number";
  private static final int NONE = -1;

  private NumberHeader() {}

  static Header of(int number) {
    return new RecordHeader(NAME, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** The number of an output's input; negative if there is none. */
  static int in(ConsumerRecord<?, ?> output) {
    Header header = output.headers().lastHeader(NAME);
    return header == null || header.value().length != Integer.BYTES
        ? NONE
        : ByteBuffer.wrap(header.value()).getInt();
  }
}
