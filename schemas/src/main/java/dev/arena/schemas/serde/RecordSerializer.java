package dev.arena.schemas.serde;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one type of record as Confluent's Avro serializer does, which normalises the schema and
 * looks it up for every record. Here it does so for a topic's first record only: the schema is
 * always this version's own, so the bytes before the body are the same for all that follow. Should
 * the body not be plain Avro, such as after a rule of the registry that encrypts it, Confluent's
 * serializer writes every record. A rule that leaves the body as it is (a condition) is therefore
 * evaluated for a topic's first record only. Safe for use by many threads.
 */
final class RecordSerializer<T extends SpecificRecord> implements Serializer<T> {
  private static final int HEADER_BYTES = 1 + Integer.BYTES;
  private static final int FIRST_BUFFER_BYTES = 256;

  private final KafkaAvroSerializer serializer;
  private final SpecificDatumWriter<T> writer;

  /** Magic byte and the schema's id, by topic. */
  private final Map<String, byte[]> prefixes = new ConcurrentHashMap<>();

  RecordSerializer(Class<T> type, KafkaAvroSerializer serializer) {
    this.serializer = serializer;
    this.writer = new SpecificDatumWriter<>(type);
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T record) {
    byte[] prefix = prefixes.get(topic);
    return record == null || prefix == null
        ? learned(topic, record, serializer.serialize(topic, record))
        : written(prefix, record);
  }

  @Override
  public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T record) {
    byte[] prefix = prefixes.get(topic);
    return record == null || prefix == null
        ? learned(topic, record, serializer.serialize(topic, headers, record))
        : written(prefix, record);
  }

  private byte @Nullable [] learned(String topic, @Nullable T record, byte @Nullable [] bytes) {
    if (record != null && bytes != null && bytes.length > HEADER_BYTES) {
      byte[] prefix = Arrays.copyOf(bytes, HEADER_BYTES);
      if (Arrays.equals(bytes, written(prefix, record))) {
        prefixes.put(topic, prefix);
      }
    }
    return bytes;
  }

  private byte[] written(byte[] prefix, T record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
    out.write(prefix, 0, prefix.length);
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException | RuntimeException unwritable) {
      throw new SerializationException(
          "a record cannot be written as Avro: " + unwritable.getMessage(), unwritable);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    serializer.close();
  }
}
