package dev.arena.kafka.streams;

import dev.arena.kafka.health.Health;
import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.common.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects a missing broker from the heartbeats of the stream's consumers. Kafka's clients reconnect
 * on their own, without a time limit, and Kafka Streams still reports that it is running.
 *
 * @param longest time without a heartbeat: the session timeout, after which the broker considers
 *     the service dead
 */
public record HeartbeatMonitor(Duration longest) {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatMonitor.class);
  private static final String HEARTBEAT = "last-heartbeat-seconds-ago";

  /** A ready service without a broker waits; it becomes ready again when the broker is back. */
  void look(Collection<? extends Metric> metrics, Health health) {
    double seconds = StreamsInstance.largest(metrics, HEARTBEAT);
    Health.Phase phase = health.status().phase();
    if (seconds > longest.toSeconds() && phase == Health.Phase.READY) {
      String reason =
          "%s waits: no Kafka broker has accepted a heartbeat for more than %d s; expected one every few seconds. Nothing is lost: it continues when a broker is back."
              .formatted(health.service().the(), longest.toSeconds());
      LOG.warn("{}", reason);
      health.enter(Health.Phase.WAITING, reason);
    } else if (seconds <= longest.toSeconds() && phase == Health.Phase.WAITING) {
      LOG.info("The broker is back; resuming");
      health.enter(Health.Phase.READY, health.service().ready());
    }
  }
}
