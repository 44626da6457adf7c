package dev.arena.streamer.config;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.config.ClientKeys;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.ErrorHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The configuration of Kafka Streams. Defaults were measured (docs/decisions/0001); keys under
 * {@code kafka.} override them, except for dead letters and the application id.
 */
public final class StreamsSettings {
  /**
   * How long a record may be in flight before the device counts as hung; below the poll interval.
   */
  public static final Duration TIMEOUT = Duration.ofMinutes(4);

  /** How long a commit may wait for records in flight; far below the transaction timeout. */
  public static final Duration COMMIT_DELAY = Duration.ofSeconds(1);

  /**
   * The transaction timeout. After a crash, consumers of committed records wait this long, so it is
   * short.
   */
  static final Duration TRANSACTION = Duration.ofSeconds(20);

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
    Properties all = new Properties();
    Map<String, String> given = ClientKeys.kafka(configuration);
    defaults(inFlight, maxPollRecords)
        .forEach(
            (name, value) -> {
              if (!given.containsKey(withoutClient(name))) {
                all.put(name, value);
              }
            });
    all.putAll(given);
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, configuration.get(StreamerKeys.APPLICATION_ID));
    all.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG, configuration.get(StreamerKeys.STREAM_THREADS));
    all.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        configuration.get(KafkaKeys.TOPIC_DEAD_LETTERS));
    all.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        ErrorHandlers.ReadFailureHandler.class);
    all.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        ErrorHandlers.PoisonProcessingHandler.class);
    all.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        ErrorHandlers.WriteFailureHandler.class);
    // there are no global tables; without this, Kafka Streams warns that there might be
    all.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    all.put(DeadLetterLog.CONFIG, deadLetters);
    return all;
  }

  /** How long a scorer may go without a heartbeat before the broker considers it dead. */
  public static Duration sessionTimeout(Properties settings) {
    return consumerTime(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
  }

  /** How long a stream thread may go without a poll before the group considers it dead. */
  public static Duration pollInterval(Properties settings) {
    return consumerTime(settings, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
  }

  private static Duration consumerTime(Properties settings, String name) {
    Object millis = settings.getOrDefault(StreamsConfig.consumerPrefix(name), settings.get(name));
    return Duration.ofMillis(Long.parseLong(String.valueOf(millis)));
  }

  private static Map<String, Object> defaults(int inFlight, int maxPollRecords) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    settings.put(StreamsConfig.POLL_MS_CONFIG, 2);
    // a task has one partition and never waits for another, but Kafka Streams would format a report
    // of what it is waiting for in every iteration
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    // a broker may be away for a night; giving up after five minutes would change nothing
    settings.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, Long.MAX_VALUE);
    consumer(settings, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, MAX_RECORDS_BUFFERED);
    // keeps the handover from a leaving scorer below two seconds: others act on the rebalance
    // when they poll, and prefetched records delay the first fetch of a new partition
    consumer(
        settings,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        Math.max(1, Math.min(inFlight / POLLS, maxPollRecords)));
    consumer(settings, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, inFlight * FETCH_BYTES);
    consumer(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    consumer(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
    // Kafka's own default, set explicitly because it is the limit for a stalled thread
    consumer(settings, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 300_000);
    producer(settings, ProducerConfig.LINGER_MS_CONFIG, 2);
    producer(settings, ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    producer(settings, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
    // the limit applies before compression, and a dead letter's input may have been compressed
    producer(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Connection.MAX_REQUEST_BYTES);
    producer(settings, ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * Connection.MAX_REQUEST_BYTES);
    return settings;
  }

  /** Without this, our default for one kind of client would override a user's setting for all. */
  private static String withoutClient(String name) {
    return name.replaceFirst("^(consumer|producer)\\.", "");
  }

  private static void consumer(Map<String, Object> settings, String name, Object value) {
    settings.put(StreamsConfig.consumerPrefix(name), value);
  }

  private static void producer(Map<String, Object> settings, String name, Object value) {
    settings.put(StreamsConfig.producerPrefix(name), value);
  }
}
