package dev.arena.schemas.serde;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Confluent's Avro serializer, for one type of record. */
final class RecordSerializer<T extends SpecificRecord> implements Serializer<T> {
  private final KafkaAvroSerializer serializer;

  RecordSerializer(KafkaAvroSerializer serializer) {
    this.serializer = serializer;
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T record) {
    return serializer.serialize(topic, record);
  }

  @Override
  public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T record) {
    return serializer.serialize(topic, headers, record);
  }

  @Override
  public void close() {
    serializer.close();
  }
}
