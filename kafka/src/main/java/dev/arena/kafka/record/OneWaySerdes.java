package dev.arena.kafka.record;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** Serdes for topics that a topology only reads or only writes. */
public final class OneWaySerdes {
  private OneWaySerdes() {}

  /** A serde that refuses to write. */
  public static <T> Serde<T> readOnly(Deserializer<T> values) {
    return Serdes.serdeFrom(
        (topic, value) -> {
          throw new UnsupportedOperationException("input topics are only read");
        },
        values);
  }

  /** A serde that refuses to read. */
  public static <T> Serde<T> writeOnly(Serializer<T> values) {
    return Serdes.serdeFrom(
        values,
        (topic, value) -> {
          throw new UnsupportedOperationException("output topics are only written");
        });
  }
}
