package dev.arena.kafka.service;

import dev.arena.kafka.cluster.TopicLimit;
import dev.arena.kafka.deadletter.RecordSizeLimit;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the producers of a stream can write: their compression, and the sizes of records. */
public final class ProducerLimits {
  private static final Logger LOG = LoggerFactory.getLogger(ProducerLimits.class);

  private static final int BUFFER_BYTES = 64;

  private ProducerLimits() {}

  /**
   * Compresses a byte as the stream's producer will. Kafka unpacks the compression library on first
   * use; if there is no space for it, the start should fail rather than the first record.
   *
   * @throws UserException if the compression fails
   */
  public static void requireCompression(Properties settings) {
    String type = RecordSizeLimit.compression(producer(settings));
    try (OutputStream out =
        RecordSizeLimit.compressing(type, new ByteBufferOutputStream(BUFFER_BYTES))) {
      out.write(0);
    } catch (IOException | LinkageError | RuntimeException unusable) {
      throw new UserException(
          "records cannot be compressed with %s (%s); expected a compression type that Kafka supports, and space for its library in %s. Free some space there, or set kafka.producer.compression.type."
              .formatted(type, unusable.getMessage(), System.getProperty("java.io.tmpdir")),
          unusable);
    }
  }

  /**
   * The size limit of records that Kafka Streams writes to a topic.
   *
   * @param limits size limits by topic; empty if they could not be read
   */
  public static RecordSizeLimit of(
      Properties settings, String topic, Map<String, Optional<TopicLimit>> limits) {
    Optional<TopicLimit> limit = limits.getOrDefault(topic, Optional.empty());
    if (limit.isEmpty()) {
      LOG.warn(
          "This user may not read the settings of topic {}; assuming that its max.message.bytes is {}. Grant DescribeConfigs on the topic if its limit is larger",
          topic,
          TopicLimit.UNKNOWN.bytes());
    }
    return RecordSizeLimit.of(producer(settings), limit.orElse(TopicLimit.UNKNOWN));
  }

  private static Map<String, Object> producer(Properties settings) {
    return new StreamsConfig(settings).getProducerConfigs("arena");
  }
}
