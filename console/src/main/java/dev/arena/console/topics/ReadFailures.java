package dev.arena.console.topics;

import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topics cannot be read, and why. It tells the monitor, logs the failures of a topic once a
 * minute at most, and says when to try again. For use by one thread.
 */
final class ReadFailures {
  private static final Logger LOG = LoggerFactory.getLogger(ReadFailures.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final Set<String> topics;
  private final TopicMonitor monitor;
  private final TopicReader.Times times;
  private Duration pause = FIRST_PAUSE;
  private boolean failing;
  private boolean logged;

  /** Why topics cannot be read although the broker answers. */
  private final Map<String, String> reasons = new HashMap<>();

  /** Topics with a record that the registry has not answered for. */
  private final Set<String> awaitingRegistry = new HashSet<>();

  /** When failures of each topic were logged last, in nanoseconds; of all topics with "". */
  private final Map<String, Long> loggedAt = new HashMap<>();

  /**
   * @param topics all that are read
   */
  ReadFailures(Set<String> topics, TopicMonitor monitor, TopicReader.Times times) {
    this.topics = topics;
    this.monitor = monitor;
    this.times = times;
  }

  /** No topic can be read. */
  void failed(Throwable failure) {
    boolean expected = failure instanceof UserException;
    String reason =
        expected
            ? String.valueOf(failure.getMessage())
            : "the console failed to read the topics (%s); its log says more"
                .formatted(failure.getClass().getSimpleName());
    Instant now = times.clock().instant();
    topics.forEach(topic -> monitor.failed(topic, now, reason));
    failing = true;
    if (isLogDue("")) {
      LOG.warn("The topics cannot be read and are tried again: {}", reason);
      if (!expected) {
        LOG.warn("The failure was", failure);
      }
      logged = true;
    }
  }

  /** Whether no topic can be read. */
  boolean isFailing() {
    return failing;
  }

  /** Topics can be read, except those that have failed alone. */
  void recovered() {
    if (logged) {
      LOG.info("The topics can be read again");
      logged = false;
    }
    failing = false;
    pause = FIRST_PAUSE;
  }

  /** One topic cannot be read; the others are. */
  void failed(String topic, String reason) {
    monitor.failed(topic, times.clock().instant(), reason);
    reasons.put(topic, reason);
    if (isLogDue(topic)) {
      LOG.warn("Topic {} cannot be read and is tried again: {}", topic, reason);
    }
  }

  /** A record of a topic cannot be read before the registry answers. */
  void failed(String topic, RegistryException failure) {
    awaitingRegistry.add(topic);
    failed(topic, String.valueOf(failure.getMessage()));
  }

  /** A record of a topic was read. */
  void read(String topic) {
    if (awaitingRegistry.remove(topic)) {
      reasons.remove(topic);
    }
  }

  /** A topic can be read. */
  void recovered(String topic) {
    reasons.remove(topic);
  }

  /** Tells the monitor the status of each topic, while the broker answers. */
  void report(ReadPositions positions) {
    for (String topic : topics) {
      String reason = reasons.get(topic);
      if (reason == null) {
        monitor.status(topic, positions.status(topic));
      } else {
        monitor.failed(topic, times.clock().instant(), reason);
      }
    }
  }

  /** How long to wait before the next attempt: each time longer, until the topics are read. */
  Duration nextPause() {
    Duration current = pause;
    Duration doubled = current.multipliedBy(2);
    pause = doubled.compareTo(times.longestPause()) < 0 ? doubled : times.longestPause();
    return current;
  }

  /** The reasons may contain times, so each is different. */
  private boolean isLogDue(String topic) {
    long now = times.nanoClock().getAsLong();
    Long last = loggedAt.get(topic);
    if (last != null && now - last < LOG_INTERVAL.toNanos()) {
      return false;
    }
    loggedAt.put(topic, now);
    return true;
  }
}
