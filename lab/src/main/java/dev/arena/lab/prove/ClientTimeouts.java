package dev.arena.lab.prove;

import java.time.Duration;
import java.util.Map;

/**
 * The client settings that determine how soon Kafka considers a scorer dead.
 *
 * @param session session timeout of the consumer group
 * @param heartbeat heartbeat interval of its members
 * @param transaction transaction timeout
 */
record ClientTimeouts(Duration session, Duration heartbeat, Duration transaction) {
  /** The settings that Arena ships. */
  static final ClientTimeouts SHIPPED =
      new ClientTimeouts(Duration.ofSeconds(6), Duration.ofMillis(500), Duration.ofSeconds(20));

  /** Returns the settings of a scorer. */
  Map<String, String> settings() {
    return Map.of(
        "kafka.session.timeout.ms", String.valueOf(session.toMillis()),
        "kafka.heartbeat.interval.ms", String.valueOf(heartbeat.toMillis()),
        "kafka.transaction.timeout.ms", String.valueOf(transaction.toMillis()));
  }
}
