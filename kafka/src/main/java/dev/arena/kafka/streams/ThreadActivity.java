package dev.arena.kafka.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Records what each stream thread is doing and since when, so that a thread that hangs is detected,
 * wherever it hangs. Safe for use by many threads; each thread reports its own activity.
 *
 * <p>A thread makes progress when it begins or ends a step in processing a record, and when it
 * polls for records, which an idle thread does all the time. A thread that waits for the model is
 * not checked here; the model's batches are checked instead.
 */
public final class ThreadActivity {
  /**
   * Longer than any operation that ends on its own: four ten-second attempts to reach a registry,
   * or a producer's wait for a broker.
   */
  public static final Duration LONGEST = Duration.ofMinutes(1);

  /** Kafka's metric: seconds since a consumer last polled. */
  public static final String LAST_POLL = "last-poll-seconds-ago";

  /** Kafka's metric: how many requests for records brokers have answered. */
  public static final String FETCHES = "fetch-total";

  private static final String CONSUMER = "-consumer";

  private final Duration longest;
  private final LongSupplier nanoClock;
  private final Map<Thread, Activity> activities = new ConcurrentHashMap<>();
  private final Map<String, Long> polledAt = new ConcurrentHashMap<>();
  private final Map<String, Long> fetches = new ConcurrentHashMap<>();

  /**
   * @param longest how long a thread may make no progress
   * @param nanoClock such as {@code System::nanoTime}
   */
  public ThreadActivity(Duration longest, LongSupplier nanoClock) {
    this.longest = longest;
    this.nanoClock = nanoClock;
  }

  private enum Kind {
    READING,
    PROCESSING,
    WAITING_FOR_THE_MODEL,
    BETWEEN_RECORDS
  }

  /**
   * The activity of a thread.
   *
   * @param number the size in bytes while the record is read, its offset afterwards
   */
  private record Activity(
      Kind kind, @Nullable String topic, int partition, long number, long since) {
    String describe() {
      return switch (kind) {
        case READING -> "reading a record of %s with %d bytes".formatted(topic, number);
        case PROCESSING -> "processing %s-%d@%d".formatted(topic, partition, number);
        case WAITING_FOR_THE_MODEL -> "waiting for the model";
        case BETWEEN_RECORDS -> "in Kafka's client, between two records";
      };
    }
  }

  /**
   * A thread that makes no progress.
   *
   * @param reason a short sentence without text from records
   * @param time since it last made progress
   */
  public record Stall(String reason, Duration time) {}

  /** The calling thread begins to read a record's value. */
  public void reading(String topic, int bytes) {
    enter(Kind.READING, topic, 0, bytes);
  }

  /** The calling thread begins to process a record. */
  public void processing(String topic, int partition, long offset) {
    enter(Kind.PROCESSING, topic, partition, offset);
  }

  /** The calling thread is done with a record. */
  public void done() {
    enter(Kind.BETWEEN_RECORDS, null, 0, 0);
  }

  /** How long ago the calling thread was last done with a record; empty if with none so far. */
  public Optional<Duration> idle() {
    Activity activity = activities.get(Thread.currentThread());
    return activity == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanoClock.getAsLong() - activity.since()));
  }

  /**
   * The calling thread waits for the model.
   *
   * @return restores the previous activity; must be run when the wait ends
   */
  public Runnable waitingForTheModel() {
    Activity before = activities.get(Thread.currentThread());
    enter(Kind.WAITING_FOR_THE_MODEL, null, 0, 0);
    return () -> {
      if (before == null) {
        done();
      } else {
        enter(before.kind(), before.topic(), before.partition(), before.number());
      }
    };
  }

  /**
   * Notes when threads last polled for records, and how many polls brokers have answered. Forgets
   * threads that have ended.
   *
   * @param metrics of the consumers of all current stream threads
   */
  public void look(Collection<? extends Metric> metrics) {
    long now = nanoClock.getAsLong();
    replace(
        polledAt,
        ofConsumers(metrics, LAST_POLL, seconds -> now - Duration.ofSeconds(seconds).toNanos()));
    replace(fetches, ofConsumers(metrics, FETCHES, count -> count));
    activities.keySet().removeIf(thread -> !thread.isAlive());
  }

  /** A metric of each thread's consumer, by the name of the thread. */
  private static Map<String, Long> ofConsumers(
      Collection<? extends Metric> metrics, String name, LongUnaryOperator conversion) {
    Map<String, Long> found = new HashMap<>();
    for (Metric metric : metrics) {
      String client = metric.metricName().tags().getOrDefault("client-id", "");
      if (metric.metricName().name().equals(name)
          && client.endsWith(CONSUMER)
          && metric.metricValue() instanceof Number value
          && value.doubleValue() >= 0) {
        found.put(
            client.substring(0, client.length() - CONSUMER.length()),
            conversion.applyAsLong(value.longValue()));
      }
    }
    return found;
  }

  private static void replace(Map<String, Long> all, Map<String, Long> current) {
    all.putAll(current);
    all.keySet().retainAll(current.keySet());
  }

  /**
   * How many requests for records brokers had answered to the calling stream thread at the last
   * look, even if without records. Stays the same while no broker answers, and while the thread
   * does not poll.
   */
  public long answeredFetches() {
    return fetches.getOrDefault(Thread.currentThread().getName(), 0L);
  }

  /** The thread that has made no progress for the longest time, if that exceeds the limit. */
  public Optional<Stall> stall() {
    long now = nanoClock.getAsLong();
    return activities.entrySet().stream()
        .filter(entry -> entry.getKey().isAlive())
        .filter(entry -> entry.getValue().kind() != Kind.WAITING_FOR_THE_MODEL)
        .map(entry -> stallOf(entry.getKey().getName(), entry.getValue(), now))
        .filter(stall -> stall.time().compareTo(longest) > 0)
        .max(Comparator.comparing(Stall::time));
  }

  private Stall stallOf(String thread, Activity activity, long now) {
    Duration busy = Duration.ofNanos(now - activity.since());
    Long polled = polledAt.get(thread);
    Duration unasked = polled == null ? busy : Duration.ofNanos(now - polled);
    Duration time = busy.compareTo(unasked) < 0 ? busy : unasked;
    return new Stall(
        "%s has made no progress for %d s (%s); expected some within %d s"
            .formatted(thread, time.toSeconds(), activity.describe(), longest.toSeconds()),
        time);
  }

  private void enter(Kind kind, @Nullable String topic, int partition, long number) {
    activities.put(
        Thread.currentThread(),
        new Activity(kind, topic, partition, number, nanoClock.getAsLong()));
  }
}
