package dev.arena.console;

import dev.arena.console.topics.TopicMonitor;
import dev.arena.console.topics.TopicStatus;
import dev.arena.console.topics.TopicTraffic;
import dev.arena.kafka.operations.Meters;
import java.time.InstantSource;

/** The metrics of the topics that the console reads. */
final class TopicMeters {
  private final TopicMonitor monitor;
  private final InstantSource clock;

  private TopicMeters(TopicMonitor monitor, InstantSource clock) {
    this.monitor = monitor;
    this.clock = clock;
  }

  /** Registers the metrics of each topic. */
  static void register(Meters meters, TopicMonitor monitor, InstantSource clock) {
    TopicMeters own = new TopicMeters(monitor, clock);
    for (TopicTraffic each : monitor.traffic(clock.instant())) {
      String topic = each.topic();
      meters.gauge(
          ConsoleMetric.TOPIC_UP,
          () -> own.now(topic).status() instanceof TopicStatus.Current ? 1 : 0,
          topic);
      meters.counter(ConsoleMetric.TOPIC_UNREADABLE, () -> own.now(topic).unreadable(), topic);
    }
  }

  private TopicTraffic now(String topic) {
    return monitor.traffic(topic, clock.instant());
  }
}
