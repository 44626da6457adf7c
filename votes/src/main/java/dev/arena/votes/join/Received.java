package dev.arena.votes.join;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A value and the bytes it was read from. The bytes bound the size of what the join keeps, and a
 * dead letter that is written later has the same bytes as its record.
 *
 * @param <T> the type of values
 */
record Received<T>(T value, byte[] bytes) {
  /** Keeps the bytes of each value that another deserializer reads. */
  static <T> Deserializer<Received<T>> with(Deserializer<T> values) {
    return new Deserializer<>() {
      @Override
      public @Nullable Received<T> deserialize(String topic, byte @Nullable [] bytes) {
        return received(bytes, bytes == null ? null : values.deserialize(topic, bytes));
      }

      @Override
      public @Nullable Received<T> deserialize(
          String topic, Headers headers, byte @Nullable [] bytes) {
        return received(bytes, bytes == null ? null : values.deserialize(topic, headers, bytes));
      }

      @Override
      public void close() {
        values.close();
      }
    };
  }

  private static <T> @Nullable Received<T> received(byte @Nullable [] bytes, @Nullable T value) {
    return bytes == null || value == null ? null : new Received<>(value, bytes);
  }
}
