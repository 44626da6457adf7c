package dev.arena.console.topics;

import dev.arena.console.topics.TopicTraffic.DeadLetterCount;
import dev.arena.kafka.deadletter.DeadLetterReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How much of each topic the console knows, and what arrives in it. Safe for use by many threads.
 */
public final class TopicMonitor {
  /** The name of the event that says that the status of a topic has changed. */
  public static final String STATUS_EVENT = "topic_status";

  private static final String OTHER = "other";

  private final LongConsumer observer;
  private final Object lock = new Object();
  // guarded by lock
  private final Map<String, Topic> topics = new LinkedHashMap<>();

  /**
   * Creates a monitor of no topics.
   *
   * @param observer is told a new version of all statuses when one has changed, by the thread that
   *     changes it, while no lock is held
   */
  public TopicMonitor(LongConsumer observer) {
    this.observer = observer;
  }

  /** What is known of a topic. */
  private static final class Topic {
    private final TopicKind kind;
    private final ArrivalCounter arrivals = new ArrivalCounter();
    private final Map<String, ArrivalCounter> reasons = new TreeMap<>();
    private TopicStatus status = new TopicStatus.Unknown();
    private @Nullable Instant lastRecord;
    private @Nullable Long lag;
    private long unreadable;

    Topic(TopicKind kind) {
      this.kind = kind;
    }

    TopicTraffic traffic(String name, Instant now) {
      return new TopicTraffic(
          name, kind, status, arrivals.minutes(now), arrivals.total(), lastRecord, lag, unreadable);
    }
  }

  /** Adds a topic, in the order in which topics are shown. */
  public void add(String topic, TopicKind kind) {
    synchronized (lock) {
      topics.putIfAbsent(topic, new Topic(kind));
    }
  }

  /**
   * A record was written after the console had begun to read its topic, and has arrived.
   *
   * @param now the time of the arrival
   */
  public void arrived(String topic, Instant now) {
    update(topic, each -> each.arrivals.add(now));
  }

  /**
   * A dead letter has arrived.
   *
   * @param reason the text of its header
   */
  public void deadLetter(String topic, String reason, Instant now) {
    String known = DeadLetterReason.of(reason).map(DeadLetterReason::text).orElse(OTHER);
    update(
        topic,
        each -> {
          each.arrivals.add(now);
          each.reasons.computeIfAbsent(known, first -> new ArrivalCounter()).add(now);
        });
  }

  /** A record was read that has this timestamp. */
  public void read(String topic, Instant timestamp) {
    update(
        topic,
        each -> {
          if (each.lastRecord == null || each.lastRecord.isBefore(timestamp)) {
            each.lastRecord = timestamp;
          }
        });
  }

  /** A record cannot be read. */
  public void unreadable(String topic) {
    update(topic, each -> each.unreadable++);
  }

  /** The state of reading has changed. */
  public void status(String topic, TopicStatus status) {
    changeStatus(topic, before -> status);
  }

  /** Topics cannot be read; those that failed earlier keep the time of that. */
  public void failed(String topic, Instant now, String reason) {
    changeStatus(
        topic,
        before ->
            new TopicStatus.Failed(
                before instanceof TopicStatus.Failed earlier ? earlier.since() : now, reason));
  }

  private void changeStatus(String name, UnaryOperator<TopicStatus> change) {
    long version;
    synchronized (lock) {
      Topic topic = find(name);
      TopicStatus before = topic.status;
      topic.status = change.apply(before);
      if (topic.status.equals(before)) {
        return;
      }
      version = statusVersion();
    }
    observer.accept(version);
  }

  /** The same in all consoles that know as much, so that a page may listen to any of them. */
  private long statusVersion() {
    StringBuilder statuses = new StringBuilder();
    topics.forEach(
        (name, topic) ->
            statuses
                .append(name)
                .append(' ')
                .append(
                    topic.status instanceof TopicStatus.Failed failed
                        ? failed.reason()
                        : topic.status)
                .append('\n'));
    return Integer.toUnsignedLong(statuses.toString().hashCode());
  }

  /** The number of offsets between the console's position and the end of the topic. */
  public void lag(String topic, long lag) {
    update(topic, each -> each.lag = lag);
  }

  /** All topics, in the order in which they were added. */
  public List<TopicTraffic> traffic(Instant now) {
    List<TopicTraffic> traffic = new ArrayList<>();
    synchronized (lock) {
      topics.forEach((name, topic) -> traffic.add(topic.traffic(name, now)));
    }
    return traffic;
  }

  /**
   * One topic.
   *
   * @throws IllegalArgumentException if it was not added
   */
  public TopicTraffic traffic(String topic, Instant now) {
    synchronized (lock) {
      return find(topic).traffic(topic, now);
    }
  }

  /** The dead letters that have arrived, by topic and reason. */
  public List<DeadLetterCount> deadLetters(Instant now) {
    List<DeadLetterCount> letters = new ArrayList<>();
    synchronized (lock) {
      topics.forEach(
          (name, topic) ->
              topic.reasons.forEach(
                  (reason, arrivals) ->
                      letters.add(
                          new DeadLetterCount(
                              name, reason, arrivals.recent(now), arrivals.total()))));
    }
    return letters;
  }

  /** Whether every topic has been read to the end that it had at first, or is missing. */
  public boolean caughtUp() {
    synchronized (lock) {
      return topics.values().stream()
          .allMatch(
              topic ->
                  topic.status instanceof TopicStatus.Current
                      || topic.status instanceof TopicStatus.Missing);
    }
  }

  private void update(String name, Consumer<Topic> change) {
    synchronized (lock) {
      change.accept(find(name));
    }
  }

  private Topic find(String name) {
    Topic topic = topics.get(name);
    if (topic == null) {
      throw new IllegalArgumentException("topic " + name + " was not added");
    }
    return topic;
  }
}
