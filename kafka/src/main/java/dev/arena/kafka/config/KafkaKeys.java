package dev.arena.kafka.config;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigTable;
import dev.arena.cli.config.ConfigType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The keys that all services on Kafka share: the topics, and the cluster's and registry's
 * addresses.
 */
public final class KafkaKeys {
  /** The name of a topic or a group. */
  public static final ConfigType<String> NAME =
      ConfigType.text(
          "name made of letters, digits, '.', '_' and '-'",
          Pattern.compile("[A-Za-z0-9._-]{1,249}"));

  /** The addresses of the Kafka brokers. */
  public static final ConfigKey<String> BOOTSTRAP_SERVERS =
      ConfigKey.withDefault(
          "kafka.bootstrap.servers",
          ConfigType.text(),
          "127.0.0.1:9092",
          "Bootstrap brokers, host:port,...");

  /** The URLs of the schema registry. */
  public static final ConfigKey<RegistryUrls> REGISTRY_URL =
      ConfigKey.withDefault(
          "registry.url",
          ConfigType.parsed(RegistryUrls.EXPECTED, RegistryUrls::parse),
          "http://127.0.0.1:8081/apis/ccompat/v7",
          "One or more schema registry URLs, as for Confluent's clients.");

  /** How long the broker and the registry may take to answer. */
  public static final ConfigKey<Duration> START_TIMEOUT =
      ConfigKey.withDefault(
          "arena.start.timeout",
          ConfigType.duration(),
          "10 s",
          "Timeout for answers from the broker and the registry, at startup and in health checks.");

  /** The topic that pairs are read from. */
  public static final ConfigKey<String> TOPIC_PAIRS =
      ConfigKey.withDefault(
          "arena.topic.pairs", NAME, "arena.pairs", "The topic that pairs are read from.");

  /** The topic that preferences are written to. */
  public static final ConfigKey<String> TOPIC_PREFERENCES =
      ConfigKey.withDefault(
          "arena.topic.preferences",
          NAME,
          "arena.preferences",
          "The topic that preferences are written to; it has as many partitions as the pairs' topic.");

  /** The topic that dead letters are written to. */
  public static final ConfigKey<String> TOPIC_DEAD_LETTERS =
      ConfigKey.withDefault(
          "arena.topic.dlq",
          NAME,
          "arena.pairs.dlq",
          "The topic for records that cannot be read or scored.");

  /** The topic of votes. */
  public static final ConfigKey<String> TOPIC_VOTES =
      ConfigKey.withDefault(
          "arena.topic.votes",
          NAME,
          "arena.votes",
          "The topic of votes; the scorer does not use it.");

  /** Whether missing topics are created. */
  public static final ConfigKey<Boolean> TOPIC_CREATE =
      ConfigKey.withDefault(
          "arena.topic.create",
          ConfigType.truth(),
          "false",
          "Whether missing topics are created at startup.");

  /** Partitions of created topics. */
  public static final ConfigKey<Integer> TOPIC_PARTITIONS =
      ConfigKey.optional(
          "arena.topic.partitions",
          ConfigType.integer(1, 100_000),
          "the broker's default",
          "Number of partitions of a created topic.");

  /** Replicas of created topics. */
  public static final ConfigKey<Integer> TOPIC_REPLICATION =
      ConfigKey.optional(
          "arena.topic.replication",
          ConfigType.integer(1, 100),
          "the broker's default",
          "Replication factor of a created topic.");

  /** Whether schemas are registered. */
  public static final ConfigKey<Boolean> REGISTRY_REGISTER =
      ConfigKey.withDefault(
          "arena.registry.register",
          ConfigType.truth(),
          "false",
          "Whether Arena's schemas are registered at startup; otherwise they must exist.");

  private static final ConfigTable TABLE = table(List.of());

  private KafkaKeys() {}

  /** The table of these keys and the keys passed on to clients. */
  public static ConfigTable table() {
    return TABLE;
  }

  /**
   * The table of these keys, the keys passed on to clients, and a service's own keys.
   *
   * @param own in the order in which they are documented
   */
  public static ConfigTable table(List<ConfigKey<?>> own) {
    List<ConfigKey<?>> all =
        new ArrayList<>(
            List.of(
                BOOTSTRAP_SERVERS,
                REGISTRY_URL,
                TOPIC_PAIRS,
                TOPIC_PREFERENCES,
                TOPIC_DEAD_LETTERS,
                TOPIC_VOTES,
                TOPIC_CREATE,
                TOPIC_PARTITIONS,
                TOPIC_REPLICATION,
                REGISTRY_REGISTER,
                START_TIMEOUT));
    all.addAll(own);
    return ConfigTable.of(all)
        .passingThrough(
            ClientKeys.KAFKA,
            "Kafka's clients and Kafka Streams, without the prefix: `kafka.security.protocol`, `kafka.producer.linger.ms`, ... Names and types are checked; `kafka.plugin.NAME` is passed on as `NAME` unchecked, for settings of interceptors, login modules and other plug-ins",
            ClientKeys.ofKafka())
        .passingThrough(
            ClientKeys.REGISTRY,
            "the registry's client, without the prefix: `registry.basic.auth.user.info`, `registry.ssl.truststore.location`, ... Names and types are checked; `registry.plugin.NAME` is passed on as `NAME` unchecked",
            ClientKeys.ofRegistry());
  }
}
