package dev.arena.kafka.streams;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.config.ClientKeys;
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
 * The configuration of Kafka Streams that all services share. Defaults were measured
 * (docs/decisions/0001); keys under {@code kafka.} override them, except for dead letters and the
 * application id.
 *
 * @param applicationId names the consumer group and the transactions
 * @param threads number of stream threads
 * @param deadLetters topic for records that cannot be processed
 * @param log logs each dead letter
 */
public record ServiceSettings(
    String applicationId, int threads, String deadLetters, DeadLetterLog log) {
  /**
   * The transaction timeout. After a crash, consumers of committed records wait this long, so it is
   * short.
   */
  private static final Duration TRANSACTION = Duration.ofSeconds(20);

  /**
   * All settings of one service.
   *
   * @param own defaults that only this service has; they override those of all services
   */
  public Properties with(Configuration configuration, Map<String, Object> own) {
    Map<String, Object> defaults = defaults();
    defaults.putAll(own);
    Properties all = new Properties();
    Map<String, String> given = ClientKeys.kafka(configuration);
    defaults.forEach(
        (name, value) -> {
          if (!given.containsKey(withoutClient(name))) {
            all.put(name, value);
          }
        });
    all.putAll(given);
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    all.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, deadLetters);
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
    all.put(DeadLetterLog.CONFIG, log);
    return all;
  }

  /** How long a service may go without a heartbeat before the broker considers it dead. */
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

  private static Map<String, Object> defaults() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    settings.put(StreamsConfig.POLL_MS_CONFIG, 2);
    // a broker may be away for a night; giving up after five minutes would change nothing
    settings.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, Long.MAX_VALUE);
    consumer(settings, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
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
