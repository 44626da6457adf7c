package dev.arena.lab.load;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A header with a number. The scorer copies headers to preferences, and Kafka Streams copies them
 * to dead letters, so that each output can be matched to its record.
 *
 * @param name name of the header
 */
public record NumberHeader(String name) {
  /** Returns a header with this number. */
  public Header of(long number) {
    return new RecordHeader(name, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** Returns the number of an output; empty if it has none. */
  public OptionalLong read(ConsumerRecord<?, ?> output) {
    Header header = output.headers().lastHeader(name);
    return header == null || header.value().length != Long.BYTES
        ? OptionalLong.empty()
        : OptionalLong.of(ByteBuffer.wrap(header.value()).getLong());
  }

  /** Returns the number of an output that must have one. */
  public long require(ConsumerRecord<?, ?> output) {
    return read(output)
        .orElseThrow(() -> new IllegalStateException("an output has no header " + name));
  }
}
