package dev.arena.votes.config;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.streams.ServiceSettings;
import dev.arena.votes.join.JoinSettings;
import dev.arena.votes.join.JoinTopology;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The configuration of Kafka Streams and the join in the votes service. Settings that other
 * services share are in {@link ServiceSettings}.
 */
public final class VotesSettings {
  /** How long nothing may come from a partition before stream time does not wait for it. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private VotesSettings() {}

  /**
   * All settings of Kafka Streams.
   *
   * @param deadLetters logs each dead letter
   * @param memory of the state stores
   */
  public static Properties of(
      Configuration configuration, DeadLetterLog deadLetters, RocksDbMemory memory) {
    Properties settings =
        new ServiceSettings(
                configuration.get(VotesKeys.APPLICATION_ID),
                configuration.get(VotesKeys.STREAM_THREADS),
                configuration.get(VotesKeys.TOPIC_DEAD_LETTERS),
                deadLetters)
            .with(configuration, defaults(configuration));
    settings.put(RocksDbMemory.CONFIG, memory);
    return settings;
  }

  private static Map<String, Object> defaults(Configuration configuration) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, StateFolder.of(configuration).path().toString());
    settings.put(
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.ConfigSetter.class);
    // a task takes the record with the lowest timestamp of what it has fetched, and waits for a
    // partition only while the broker has records for it that are not fetched yet
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
    configuration
        .find(KafkaKeys.TOPIC_REPLICATION)
        .ifPresent(count -> settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, count));
    return settings;
  }

  /**
   * The settings of the join.
   *
   * @param partitions the numbers of partitions of the inputs, and of the internal topic if it
   *     exists
   */
  public static JoinSettings join(
      Configuration configuration, VotesTopics topics, Map<String, Integer> partitions) {
    int most =
        topics.inputs().stream()
            .mapToInt(input -> partitions.getOrDefault(input, 1))
            .max()
            .orElse(1);
    return new JoinSettings(
        topics.preferences(),
        topics.votes(),
        topics.battles(),
        topics.deadLetters(),
        most,
        partitions.getOrDefault(
            JoinTopology.byPairTopic(configuration.get(VotesKeys.APPLICATION_ID)), most),
        new JoinSettings.Times(
            configuration.get(VotesKeys.RETENTION),
            configuration.get(VotesKeys.PREFERENCE_TIMEOUT),
            IDLE));
  }
}
