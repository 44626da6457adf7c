package dev.arena.kafka.streams;

import java.util.Collection;
import org.apache.kafka.common.Metric;

/** Reads values from the metrics of Kafka's clients. */
final class KafkaMetrics {
  private KafkaMetrics() {}

  /** The largest value with this name over all clients and threads; 0 if there is none yet. */
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
