package dev.arena.kafka.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The settings of a topic that decide which records it accepts.
 *
 * @param values by Kafka's names; a missing setting has Kafka's default
 */
record TopicSettings(Map<String, String> values) {
  /** Brokers before 4.0 have this setting instead of the two limits that replaced it. */
  static final String TIMESTAMP_DIFFERENCE = "message.timestamp.difference.max.ms";

  private static final long HOUR = 3_600_000;

  TopicSettings {
    values = Map.copyOf(values);
  }

  static TopicSettings of(Config config) {
    return new TopicSettings(
        config.entries().stream()
            .filter(entry -> entry.value() != null)
            .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
  }

  /** Whether the topic keeps the last record per key, and so refuses records without a key. */
  boolean isCompacted() {
    return cleanupPolicy().contains(TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  String cleanupPolicy() {
    return values.getOrDefault(
        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
  }

  /** Whether records keep their producers' timestamps. */
  boolean keepsTimestamps() {
    return !"LogAppendTime".equals(values.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG));
  }

  /** The name of the setting that limits how old a record may be. */
  String beforeName() {
    return name(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG);
  }

  /** How many milliseconds old a record may be when it is written. */
  long before() {
    return number(beforeName(), Long.MAX_VALUE);
  }

  /** The name of the setting that limits how far in the future a record may be. */
  String afterName() {
    return name(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);
  }

  /** How many milliseconds in the future a record may be when it is written. */
  long after() {
    return number(afterName(), HOUR);
  }

  /** How long records are kept, in milliseconds. */
  long retention() {
    long retention = number(TopicConfig.RETENTION_MS_CONFIG, -1);
    return retention < 0 || isCompacted() ? Long.MAX_VALUE : retention;
  }

  /** The largest batch of records, after compression. */
  long maxMessageBytes() {
    return number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.MAX_VALUE);
  }

  /** The broker's own compression; empty if it keeps the producer's. */
  Optional<String> compression() {
    String type = values.getOrDefault(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
    return switch (type) {
      case "producer" -> Optional.empty();
      case "uncompressed" -> Optional.of("none");
      default -> Optional.of(type);
    };
  }

  /** How many replicas must have a record before it counts as written. */
  long minInSyncReplicas() {
    return number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 1);
  }

  private String name(String name) {
    boolean set = number(name, Long.MAX_VALUE) != Long.MAX_VALUE;
    return !set && values.containsKey(TIMESTAMP_DIFFERENCE) ? TIMESTAMP_DIFFERENCE : name;
  }

  private long number(String name, long otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : Long.parseLong(value);
  }
}
