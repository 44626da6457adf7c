package dev.arena.schemas.serde;

import dev.arena.schemas.serde.UnreadableRecordException.Fault;
import dev.arena.schemas.serde.WriterSchemas.Verdict;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's Avro deserializer for one type of record. Bytes too short for the magic byte and
 * schema id cause a {@link SerializationException}; Confluent's deserializer throws a {@code
 * BufferUnderflowException}, which does not say what is wrong.
 *
 * <p>Avro reads a body only if {@link WriterSchemas} accepts its schema and {@link BodyCheck} its
 * bytes; otherwise ten bytes could exhaust the process's memory, stack or time.
 */
final class RecordDeserializer<T extends SpecificRecord> implements Deserializer<@Nullable T> {
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final Class<T> type;
  private final KafkaAvroDeserializer deserializer;
  private final WriterSchemas schemas;

  /**
   * @param registry the deserializer's client
   */
  RecordDeserializer(
      Class<T> type, KafkaAvroDeserializer deserializer, SchemaRegistryClient registry) {
    this.type = type;
    this.deserializer = deserializer;
    this.schemas = new WriterSchemas(registry, type);
  }

  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
    requireReadable(topic, bytes);
    return type.cast(deserializer.deserialize(topic, bytes));
  }

  @Override
  public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
    requireReadable(topic, bytes);
    return type.cast(deserializer.deserialize(topic, headers, bytes));
  }

  private void requireReadable(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return;
    }
    if (bytes.length < HEADER_BYTES) {
      throw new SerializationException(
          "a record in topic "
              + topic
              + " has "
              + bytes.length
              + " bytes; expected at least "
              + HEADER_BYTES
              + " (magic byte 0 and the id of an Avro schema)");
    }
    if (bytes[0] != 0) {
      return; // the deserializer reports the wrong magic byte
    }
    int id = ByteBuffer.wrap(bytes).getInt(1);
    Optional<Verdict> verdict = schemas.verdict(topic, id);
    if (verdict.isEmpty()) {
      return; // the deserializer asks again and reports why there is no schema
    }
    if (verdict.get() instanceof Verdict.Unusable unusable) {
      throw new UnreadableRecordException(Fault.SCHEMA, unusable.reason());
    }
    if (verdict.get() instanceof Verdict.Usable usable) {
      try {
        BodyCheck.requireReadable(usable.schema(), bytes, HEADER_BYTES);
      } catch (UnreadableRecordException unreadable) {
        throw new UnreadableRecordException(
            unreadable.fault(), schemas.doesNotRead(id, String.valueOf(unreadable.getMessage())));
      }
    }
  }

  @Override
  public void close() {
    deserializer.close();
  }
}
