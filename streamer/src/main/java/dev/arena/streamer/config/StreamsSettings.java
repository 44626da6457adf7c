package dev.arena.streamer.config;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.streams.ServiceSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The configuration of Kafka Streams in a scorer. Defaults were measured (docs/decisions/0001);
 * those that other services share are in {@link ServiceSettings}.
 */
public final class StreamsSettings {
  /**
   * How long a record may be in flight before the device counts as hung; below the poll interval.
   */
  public static final Duration TIMEOUT = Duration.ofMinutes(4);

  /** How long a record should be in flight at most; far below the transaction timeout. */
  public static final Duration COMMIT_DELAY = Duration.ofSeconds(1);

  private static final int MAX_RECORDS_BUFFERED = 256;

  /** Number of polls that fill the in-flight window. */
  private static final int POLLS = 4;

  /**
   * Compressed fetch size per partition and in-flight record; Kafka always returns at least one
   * whole batch.
   */
  private static final int FETCH_BYTES = 192;

  private StreamsSettings() {}

  /**
   * All settings of one scorer.
   *
   * @param inFlight records that may be in flight
   * @param maxPollRecords maximum number of records in one poll
   * @param deadLetters logs each dead letter
   */
  public static Properties of(
      Configuration configuration, int inFlight, int maxPollRecords, DeadLetterLog deadLetters) {
    return new ServiceSettings(
            configuration.get(StreamerKeys.APPLICATION_ID),
            configuration.get(StreamerKeys.STREAM_THREADS),
            configuration.get(KafkaKeys.TOPIC_DEAD_LETTERS),
            deadLetters)
        .with(configuration, defaults(inFlight, maxPollRecords));
  }

  private static Map<String, Object> defaults(int inFlight, int maxPollRecords) {
    Map<String, Object> settings = new HashMap<>();
    // answers are committed earlier, because the topology requests it (CommitPacing)
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
    // a task has one partition and never waits for another, but Kafka Streams would format a report
    // of what it is waiting for in every iteration
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, MAX_RECORDS_BUFFERED);
    // keeps the handover from a leaving scorer below two seconds: others act on the rebalance
    // when they poll, and prefetched records delay the first fetch of a new partition
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        Math.max(1, Math.min(inFlight / POLLS, maxPollRecords)));
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        inFlight * FETCH_BYTES);
    // a broker refuses what is written before it has completed the previous transaction, and with
    // the default of 100 ms, all results of a transaction wait for the first retry
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
    return settings;
  }
}
