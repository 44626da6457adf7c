package dev.arena.kafka.deadletter;

import dev.arena.kafka.cluster.TopicLimit;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The size limit for records that a producer writes to a topic. The producer checks the
 * uncompressed size; the broker checks the compressed size, and again after recompression if the
 * topic has its own {@code compression.type}.
 *
 * @param requestBytes the producer's limit, before compression
 * @param compression the producer's {@code compression.type}
 * @param topic the topic's limit
 */
public record RecordSizeLimit(long requestBytes, String compression, TopicLimit topic) {
  /** The key under which Kafka Streams passes the limit for dead letters to the error handlers. */
  public static final String CONFIG = "arena.deadletter.size.limit";

  /** The size of the fields of a batch and of its only record, in bytes. */
  private static final long OVERHEAD = 256;

  private static final int FIRST_BUFFER = 64 * 1024;

  /**
   * The limit of a producer.
   *
   * @param producer the producer's settings
   */
  public static RecordSizeLimit of(Map<String, Object> producer, TopicLimit topic) {
    long request = number(producer, ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    long buffer = number(producer, ProducerConfig.BUFFER_MEMORY_CONFIG);
    return new RecordSizeLimit(Math.min(request, buffer), compression(producer), topic);
  }

  /** The producer's {@code compression.type}. */
  public static String compression(Map<String, Object> producer) {
    return String.valueOf(producer.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"));
  }

  /** A stream that compresses as Kafka does. */
  public static OutputStream compressing(String compression, ByteBufferOutputStream into) {
    return Compression.of(compression).build().wrapForOutput(into, RecordBatch.CURRENT_MAGIC_VALUE);
  }

  private static long number(Map<String, Object> settings, String name) {
    Object given =
        settings.getOrDefault(name, ProducerConfig.configDef().defaultValues().get(name));
    return Long.parseLong(String.valueOf(given));
  }

  /** Whether a record fits, so that neither the producer nor the broker refuses it for its size. */
  public boolean fits(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    long plain = OVERHEAD + size(key, value, headers);
    if (plain > requestBytes) {
      return false;
    }
    if (withSlack(plain) <= topic.bytes()) {
      return true;
    }
    return Stream.of(compression, topic.compression().orElse(compression))
        .distinct()
        .mapToLong(type -> OVERHEAD + compressed(type, key, value, headers))
        .allMatch(bytes -> withSlack(bytes) <= topic.bytes());
  }

  /** Incompressible data grows a little when it is compressed. */
  private static long withSlack(long bytes) {
    return bytes + bytes / 128;
  }

  private static long compressed(
      String type, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    ByteBufferOutputStream written = new ByteBufferOutputStream(FIRST_BUFFER);
    try (DataOutputStream out = new DataOutputStream(compressing(type, written))) {
      write(out, key);
      write(out, value);
      for (Header header : headers) {
        write(out, Utils.utf8(header.key()));
        write(out, header.value());
      }
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
    return written.position();
  }

  private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    if (bytes != null) {
      out.write(bytes);
    }
  }

  /** The size of a record's key, value and headers, without compression. */
  public static long size(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    return size(key) + size(value) + size(headers);
  }

  static long size(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  static long size(Headers headers) {
    long sum = 0;
    for (Header header : headers) {
      sum += Utils.utf8Length(header.key()) + size(header.value()) + 2L * Integer.BYTES;
    }
    return sum;
  }
}
