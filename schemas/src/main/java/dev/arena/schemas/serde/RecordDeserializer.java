package dev.arena.schemas.serde;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's Avro deserializer, for one type of record. Bytes too short for magic byte and schema
 * id are a {@link SerializationException} here; Confluent's own answer to them is a {@code
 * BufferUnderflowException}, which says nothing to an error handler.
 */
final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<@Nullable T> {
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final Class<T> type;
  private final KafkaAvroDeserializer deserializer;

  RecordDeserializer(Class<T> type, KafkaAvroDeserializer deserializer) {
    this.type = type;
    this.deserializer = deserializer;
  }

  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
    return type.cast(deserializer.deserialize(topic, longEnough(topic, bytes)));
  }

  @Override
  public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
    return type.cast(deserializer.deserialize(topic, headers, longEnough(topic, bytes)));
  }

  private static byte @Nullable [] longEnough(String topic, byte @Nullable [] bytes) {
    if (bytes != null && bytes.length < HEADER_BYTES) {
      throw new SerializationException(
          "a record of topic "
              + topic
              + " has "
              + bytes.length
              + " bytes; expected at least "
              + HEADER_BYTES
              + " (magic byte 0 and the id of an Avro schema)");
    }
    return bytes;
  }

  @Override
  public void close() {
    deserializer.close();
  }
}
