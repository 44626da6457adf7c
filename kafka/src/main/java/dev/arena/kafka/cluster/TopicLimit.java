package dev.arena.kafka.cluster;

import java.util.Optional;

/**
 * How large a batch of records a topic takes.
 *
 * @param bytes {@code max.message.bytes}, of what is left after compression
 * @param compression the broker's own compression, such as {@code none}; empty when it leaves that
 *     to the producer
 */
public record TopicLimit(long bytes, Optional<String> compression) {
  /** What is taken for a topic whose settings this user may not read: Kafka's defaults. */
  public static final TopicLimit UNKNOWN = new TopicLimit(1_048_588, Optional.empty());

  /**
   * From the topic's settings.
   *
   * @param compressionType {@code compression.type}
   */
  public static TopicLimit of(long bytes, String compressionType) {
    return new TopicLimit(
        bytes,
        switch (compressionType) {
          case "producer" -> Optional.empty();
          case "uncompressed" -> Optional.of("none");
          default -> Optional.of(compressionType);
        });
  }
}
