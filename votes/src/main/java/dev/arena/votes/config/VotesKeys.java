package dev.arena.votes.config;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigTable;
import dev.arena.cli.config.ConfigType;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.statistics.rating.RatingAnchor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The keys of the votes service, and the table of all keys that its commands know. */
public final class VotesKeys {
  /** The topic that battles are written to. */
  public static final ConfigKey<String> TOPIC_BATTLES =
      ConfigKey.withDefault(
          "arena.topic.battles",
          KafkaKeys.NAME,
          "arena.battles",
          "The topic that battles are written to; it is compacted.");

  /** The topic that the sums of the live evaluation are written to. */
  public static final ConfigKey<String> TOPIC_EVALUATION =
      ConfigKey.withDefault(
          "arena.topic.evaluation",
          KafkaKeys.NAME,
          "arena.evaluation",
          "The topic that the sums of the live evaluation are written to; it is compacted.");

  /** The topic that current leaderboards are written to. */
  public static final ConfigKey<String> TOPIC_LEADERBOARD =
      ConfigKey.withDefault(
          "arena.topic.leaderboard",
          KafkaKeys.NAME,
          "arena.leaderboard",
          "The topic that current leaderboards are written to; it is compacted.");

  /** The topic that one leaderboard a day is written to. */
  public static final ConfigKey<String> TOPIC_LEADERBOARD_HISTORY =
      ConfigKey.withDefault(
          "arena.topic.leaderboard.history",
          KafkaKeys.NAME,
          "arena.leaderboard.history",
          "The topic that the leaderboards of each day (UTC) are written to once it has ended; it is compacted, and keeps all days.");

  /** A model whose rating is fixed. */
  public static final ConfigKey<RatingAnchor> LEADERBOARD_ANCHOR =
      ConfigKey.optional(
          "arena.leaderboard.anchor",
          ConfigType.parsed("MODEL=RATING, such as gpt-4=1200", LeaderboardValues::anchor),
          "none: ratings have a mean of 1000",
          "A model that has this rating on each leaderboard; the others are shifted with it.");

  /** Names of models that are replaced by others. */
  public static final ConfigKey<Map<String, String>> LEADERBOARD_ALIASES =
      ConfigKey.optional(
          "arena.leaderboard.aliases",
          ConfigType.parsed(
              "comma-separated list of NAME=MODEL, such as gpt4=gpt-4", LeaderboardValues::aliases),
          "none",
          "Leaderboards count the votes on each NAME for MODEL.");

  /** The topic that dead letters are written to. */
  public static final ConfigKey<String> TOPIC_DEAD_LETTERS =
      ConfigKey.withDefault(
          "arena.topic.votes.dlq",
          KafkaKeys.NAME,
          "arena.votes.dlq",
          "The topic for votes and preferences that cannot be read or joined.");

  /** The topics that preferences are read from. */
  public static final ConfigKey<List<String>> PREFERENCE_TOPICS =
      ConfigKey.optional(
          "arena.votes.preference.topics",
          ConfigType.list(KafkaKeys.NAME),
          "the topic in `arena.topic.preferences`",
          "The topics that preferences are read from, one for each scorer; the scorer on the first is the champion, with which the others are compared.");

  /** How long a pair without votes is remembered. */
  public static final ConfigKey<Duration> RETENTION =
      ConfigKey.withDefault(
          "arena.votes.retention",
          ConfigType.interval(),
          "30 d",
          "How long a pair without votes is remembered, in stream time.");

  /** How long a vote waits for its pair. */
  public static final ConfigKey<Duration> PREFERENCE_TIMEOUT =
      ConfigKey.withDefault(
          "arena.votes.preference.timeout",
          ConfigType.interval(),
          "24 h",
          "How long a vote waits for the first preference for its pair, and how long further preferences are added to its battle, in stream time.");

  /** Names the service on its cluster. */
  public static final ConfigKey<String> APPLICATION_ID =
      ConfigKey.withDefault(
          "arena.votes.application.id",
          KafkaKeys.NAME,
          "arena-votes",
          "Application ID of the votes service (consumer group, transactions and internal topics); instances with the same ID share the work.");

  /** The memory of the state stores outside the heap. */
  public static final ConfigKey<Integer> STATE_MEMORY =
      ConfigKey.withDefault(
          "arena.state.memory.bytes",
          ConfigType.integer(8_000_000, 2_000_000_000),
          "134217728",
          "Memory for the write buffers and the block cache of all state stores together (RocksDB), outside the heap, in bytes.");

  /** How many unknown schemas in a row are dead letters. */
  public static final ConfigKey<Integer> REGISTRY_UNKNOWN_LIMIT =
      ServiceKeys.registryUnknownLimit(VotesService.TEXT);

  /** Stream threads. */
  public static final ConfigKey<Integer> STREAM_THREADS =
      ServiceKeys.streamThreads("Number of stream threads.");

  /** The port of the operations endpoints. */
  public static final ConfigKey<OptionalInt> HTTP_PORT = ServiceKeys.httpPort(8084);

  private static final ConfigTable TABLE =
      KafkaKeys.table(
          List.of(
              TOPIC_BATTLES,
              TOPIC_EVALUATION,
              TOPIC_LEADERBOARD,
              TOPIC_LEADERBOARD_HISTORY,
              TOPIC_DEAD_LETTERS,
              PREFERENCE_TOPICS,
              RETENTION,
              PREFERENCE_TIMEOUT,
              LEADERBOARD_ANCHOR,
              LEADERBOARD_ALIASES,
              APPLICATION_ID,
              STATE_MEMORY,
              REGISTRY_UNKNOWN_LIMIT,
              STREAM_THREADS,
              ServiceKeys.HEALTH_INTERVAL,
              ServiceKeys.HTTP_HOST,
              HTTP_PORT,
              ServiceKeys.LOG_LEVEL,
              ServiceKeys.LOG_FORMAT));

  private VotesKeys() {}

  /** All keys of the votes service. */
  public static ConfigTable table() {
    return TABLE;
  }
}
