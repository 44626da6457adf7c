package dev.arena.kafka.cluster;

import java.util.Optional;

/**
 * The largest batch of records that a topic accepts.
 *
 * @param bytes {@code max.message.bytes}, which applies after compression
 * @param compression the broker's own compression, such as {@code none}; empty if it keeps the
 *     producer's
 */
public record TopicLimit(long bytes, Optional<String> compression) {
  /** Kafka's defaults, assumed for a topic whose settings this user may not read. */
  public static final TopicLimit UNKNOWN = new TopicLimit(1_048_588, Optional.empty());
}
