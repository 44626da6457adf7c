package dev.arena.streamer.topology;

import dev.arena.streamer.progress.ThreadActivity;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records and tells {@link ThreadActivity} while it does: a value that is never read to its
 * end must be noticed.
 */
record ObservedReader(Deserializer<ReadRecord> reader, ThreadActivity activity)
    implements Deserializer<ReadRecord> {
  @Override
  public ReadRecord deserialize(String topic, byte @Nullable [] bytes) {
    throw new UnsupportedOperationException("records come with headers");
  }

  @Override
  public ReadRecord deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
    activity.reading(topic, bytes == null ? 0 : bytes.length);
    try {
      return reader.deserialize(topic, headers, bytes);
    } finally {
      activity.done();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
