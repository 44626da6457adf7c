package dev.arena.kafka.streams;

import dev.arena.kafka.config.ServiceText;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records whether the topics accept what the stream's producers write. Kafka Streams retries some
 * refusals forever and still reports that it is running. Safe for use by many threads.
 */
public final class WriteOutcomes {
  /** The key under which Kafka Streams hands this object to {@link WriteInterceptor}. */
  public static final String CONFIG = "arena.write.outcomes";

  private static final Logger LOG = LoggerFactory.getLogger(WriteOutcomes.class);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(30);

  /**
   * These mean that the producer was replaced or its transaction aborted, not that a topic refused.
   */
  private static final Set<Class<? extends Exception>> OF_THE_PRODUCER =
      Set.of(
          ProducerFencedException.class,
          InvalidProducerEpochException.class,
          OutOfOrderSequenceException.class,
          TransactionAbortedException.class,
          InterruptException.class);

  private final ServiceText service;
  private final LongSupplier nanoClock;
  private final Object lock = new Object();
  // guarded by lock
  private final Map<String, Refused> refused = new HashMap<>();
  // guarded by lock
  private final Map<String, Long> loggedAt = new HashMap<>();

  /**
   * @param service what the producers belong to, for messages
   * @param nanoClock such as {@code System::nanoTime}
   */
  public WriteOutcomes(ServiceText service, LongSupplier nanoClock) {
    this.service = service;
    this.nanoClock = nanoClock;
  }

  /**
   * A topic that refuses records.
   *
   * @param reason a short sentence in Kafka's words, which contain no text from a record
   * @param time since the topic first refused one
   */
  public record Refusal(String reason, Duration time) {}

  private record Refused(String reason, long since) {}

  /** The current refusal of a topic that has accepted no record since; empty if there is none. */
  public Optional<Refusal> refusal() {
    synchronized (lock) {
      long now = nanoClock.getAsLong();
      return refused.values().stream()
          .findFirst()
          .map(first -> new Refusal(first.reason(), Duration.ofNanos(now - first.since())));
    }
  }

  void accepted(String topic) {
    boolean again;
    synchronized (lock) {
      again = refused.remove(topic) != null;
    }
    if (again) {
      LOG.info("Topic {} accepts records again", topic);
    }
  }

  void refused(String topic, Exception answer) {
    if (!(answer instanceof ApiException) || OF_THE_PRODUCER.contains(answer.getClass())) {
      return;
    }
    long now = nanoClock.getAsLong();
    String reason =
        "topic %s refused a record (%s: %s); expected it to accept every %s"
            .formatted(
                topic, answer.getClass().getSimpleName(), answer.getMessage(), service.outputs());
    boolean due;
    synchronized (lock) {
      Refused first = refused.get(topic);
      refused.put(topic, new Refused(reason, first == null ? now : first.since()));
      Long logged = loggedAt.get(topic);
      due = logged == null || now - logged >= LOG_INTERVAL.toNanos();
      if (due) {
        loggedAt.put(topic, now);
      }
    }
    if (due) {
      LOG.warn(
          "{}. Nothing is lost: the record is written again. Check the topic's settings", reason);
    }
  }

  /**
   * Adds an interceptor to a stream's producers, after the user's own.
   *
   * @param settings of Kafka Streams
   */
  public void install(Properties settings) {
    settings.put(CONFIG, this);
    String forProducers = StreamsConfig.producerPrefix(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
    Object own =
        settings.getOrDefault(
            forProducers, settings.get(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG));
    String added = WriteInterceptor.class.getName();
    settings.put(forProducers, own == null ? added : own + "," + added);
  }

  /** Reports the outcome of each record that a producer sends. Created by Kafka. */
  public static final class WriteInterceptor implements ProducerInterceptor<byte[], byte[]> {
    private @Nullable WriteOutcomes outcomes;

    @Override
    public void configure(Map<String, ?> configs) {
      if (configs.get(CONFIG) instanceof WriteOutcomes given) {
        outcomes = given;
      }
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata written, @Nullable Exception failure) {
      if (outcomes == null || written == null) {
        return;
      }
      if (failure == null) {
        outcomes.accepted(written.topic());
      } else {
        outcomes.refused(written.topic(), failure);
      }
    }

    @Override
    public void close() {}
  }
}
