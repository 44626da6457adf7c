package dev.arena.kafka.streams;

import java.util.Collection;
import org.apache.kafka.common.Metric;

/** Reads figures that Kafka's clients keep about themselves. */
final class KafkaMetrics {
  private KafkaMetrics() {}

  /** The largest of all clients' and threads' values of that name; 0 if there is none yet. */
  static double largest(Collection<? extends Metric> metrics, String name) {
    double largest = 0;
    for (Metric metric : metrics) {
      if (metric.metricName().name().equals(name) && metric.metricValue() instanceof Number value) {
        largest = Math.max(largest, value.doubleValue());
      }
    }
    return largest;
  }
}
