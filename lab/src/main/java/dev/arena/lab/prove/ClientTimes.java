package dev.arena.lab.prove;

import java.time.Duration;
import java.util.Map;

/**
 * How soon Kafka takes a scorer for dead.
 *
 * @param session of the consumer group
 * @param heartbeat of its members
 * @param transaction how long one may stay open
 */
record ClientTimes(Duration session, Duration heartbeat, Duration transaction) {
  /** What Arena ships. */
  static final ClientTimes SHIPPED =
      new ClientTimes(Duration.ofSeconds(6), Duration.ofMillis(500), Duration.ofSeconds(20));

  /** As settings of a scorer. */
  Map<String, String> settings() {
    return Map.of(
        "kafka.session.timeout.ms", String.valueOf(session.toMillis()),
        "kafka.heartbeat.interval.ms", String.valueOf(heartbeat.toMillis()),
        "kafka.transaction.timeout.ms", String.valueOf(transaction.toMillis()));
  }
}
