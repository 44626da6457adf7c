package dev.arena.schemas.serde;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's Avro deserializer, for one type of record. Bytes too short for magic byte and schema
 * id are a {@link SerializationException} here; Confluent's own answer to them is a {@code
 * BufferUnderflowException}, which says nothing to an error handler.
 *
 * <p>A body is walked through before it is read: Avro makes room for as many bytes or items as a
 * text or an array announces, and ten bytes can announce gigabytes, which would end a small process
 * where the record should have been refused.
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
    return type.cast(deserializer.deserialize(topic, checked(topic, bytes)));
  }

  @Override
  public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
    return type.cast(deserializer.deserialize(topic, headers, checked(topic, bytes)));
  }

  private byte @Nullable [] checked(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < HEADER_BYTES) {
      throw new SerializationException(
          "a record of topic "
              + topic
              + " has "
              + bytes.length
              + " bytes; expected at least "
              + HEADER_BYTES
              + " (magic byte 0 and the id of an Avro schema)");
    }
    if (bytes[0] == 0 && writer(ByteBuffer.wrap(bytes).getInt(1)) instanceof Schema writer) {
      requireComplete(topic, writer, bytes);
    }
    return bytes;
  }

  /** The schema with an id; null where the deserializer will say better why there is none. */
  private @Nullable Object writer(int id) {
    try {
      return deserializer.getSchemaById(id).rawSchema();
    } catch (IOException | RestClientException | RuntimeException unknown) {
      return null;
    }
  }

  private static void requireComplete(String topic, Schema writer, byte[] bytes) {
    try {
      GenericDatumReader.skip(
          writer,
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
    } catch (IOException | RuntimeException broken) {
      throw new SerializationException(
          "the Avro body of a record of topic %s (%d bytes) ends before what it announces, or is none; expected all of its fields"
              .formatted(topic, bytes.length - HEADER_BYTES),
          broken);
    }
  }

  @Override
  public void close() {
    deserializer.close();
  }
}
