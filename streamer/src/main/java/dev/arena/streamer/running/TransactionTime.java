package dev.arena.streamer.running;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Adds up how long the transactions of producers took, so that the sum never falls: a producer that
 * was closed still counts, also when another of the same name has begun at 0. Safe for use by many
 * threads.
 */
final class TransactionTime {
  private static final Set<String> COUNTED =
      Set.of("txn-send-offsets-time-ns-total", "txn-commit-time-ns-total");

  private final Object lock = new Object();
  // guarded by lock
  private final Map<MetricName, Double> latest = new HashMap<>();
  // guarded by lock
  private double nanosOfReplaced;

  /**
   * The sum so far.
   *
   * @param metrics of all producers there are; others are passed over
   */
  Duration total(Collection<? extends Metric> metrics) {
    synchronized (lock) {
      for (Metric metric : metrics) {
        if (COUNTED.contains(metric.metricName().name())
            && metric.metricValue() instanceof Number time) {
          double now = time.doubleValue();
          Double before = latest.put(metric.metricName(), now);
          if (before != null && before > now) {
            nanosOfReplaced += before;
          }
        }
      }
      double ofLatest = latest.values().stream().mapToDouble(Double::doubleValue).sum();
      return Duration.ofNanos((long) (nanosOfReplaced + ofLatest));
    }
  }
}
