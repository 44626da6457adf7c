package dev.arena.streamer.deadletter;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * How large a record may be that a producer writes to a topic. The producer looks at its bytes
 * before they are compressed, the broker at what is left of them afterwards.
 *
 * @param requestBytes what the producer sends at most, before compression
 * @param topicBytes {@code max.message.bytes} of the topic
 * @param compression the producer's {@code compression.type}
 */
public record RecordRoom(long requestBytes, long topicBytes, String compression) {
  /** The key under which Kafka Streams hands the room for dead letters to the error handlers. */
  public static final String CONFIG = "arena.deadletter.room";

  /** What is taken for a topic whose settings this user may not read: Kafka's default. */
  public static final long UNKNOWN_TOPIC_BYTES = 1_048_588;

  /** A batch's own fields, and those of its only record. */
  private static final long OVERHEAD = 256;

  private static final byte CURRENT_MAGIC = 2;
  private static final int FIRST_BUFFER = 64 * 1024;

  /**
   * The room that a producer has.
   *
   * @param producer its settings
   */
  public static RecordRoom of(Map<String, Object> producer, long topicBytes) {
    long request = number(producer, ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    long buffer = number(producer, ProducerConfig.BUFFER_MEMORY_CONFIG);
    Object compression = producer.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    return new RecordRoom(Math.min(request, buffer), topicBytes, String.valueOf(compression));
  }

  private static long number(Map<String, Object> settings, String name) {
    Object given =
        settings.getOrDefault(name, ProducerConfig.configDef().defaultValues().get(name));
    return Long.parseLong(String.valueOf(given));
  }

  static RecordRoom from(Map<String, ?> configs) {
    if (configs.get(CONFIG) instanceof RecordRoom room) {
      return room;
    }
    throw new IllegalArgumentException(CONFIG + " is missing; expected a RecordRoom");
  }

  /** Whether a record fits; one that does is not refused for its size. */
  public boolean fits(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    long plain = OVERHEAD + size(key) + size(value) + size(headers);
    if (plain > requestBytes) {
      return false;
    }
    return withSlack(plain) <= topicBytes
        || withSlack(OVERHEAD + compressed(key, value, headers)) <= topicBytes;
  }

  /** What does not compress grows a little. */
  private static long withSlack(long bytes) {
    return bytes + bytes / 128;
  }

  private long compressed(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    ByteBufferOutputStream written = new ByteBufferOutputStream(FIRST_BUFFER);
    try (DataOutputStream out =
        new DataOutputStream(
            Compression.of(compression).build().wrapForOutput(written, CURRENT_MAGIC))) {
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
