package dev.arena.votes.operations;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Exports the size of the state and how far its restoration is, from the metrics of Kafka Streams:
 * the sums over all tasks of this instance.
 *
 * @param metrics called at each scrape
 */
record StateCollector(Supplier<? extends Collection<? extends Metric>> metrics)
    implements MultiCollector {
  private static final String STORES = "stream-state-metrics";
  private static final String TASKS = "stream-task-metrics";

  /** The end of the tag that names a store; it begins with the kind of store. */
  private static final String STORE_TAG = "-state-id";

  @Override
  public MetricSnapshots collect() {
    Map<Labels, Double> keys = new TreeMap<>();
    Map<Labels, Double> disk = new TreeMap<>();
    double memory = 0;
    double remaining = 0;
    for (Metric metric : metrics.get()) {
      MetricName name = metric.metricName();
      if (name.group().equals(STORES)) {
        switch (name.name()) {
          case "estimate-num-keys" -> keys.merge(store(name), value(metric), Double::sum);
          case "live-sst-files-size" -> disk.merge(store(name), value(metric), Double::sum);
          // the stores share one cache, to which write buffers are charged
          case "block-cache-usage" -> memory = Math.max(memory, value(metric));
          default -> {}
        }
      } else if (name.group().equals(TASKS)
          && name.name().equals("restore-remaining-records-total")) {
        remaining += value(metric);
      }
    }
    return MetricSnapshots.of(
        VotesMetric.STATE_KEYS.gauge(keys),
        VotesMetric.STATE_DISK.gauge(disk),
        VotesMetric.STATE_MEMORY.gauge(Map.of(Labels.EMPTY, memory)),
        VotesMetric.STATE_RESTORE.gauge(Map.of(Labels.EMPTY, remaining)));
  }

  private static Labels store(MetricName name) {
    return Labels.of(
        VotesMetric.STATE_KEYS.labels().get(0),
        name.tags().entrySet().stream()
            .filter(tag -> tag.getKey().endsWith(STORE_TAG))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(""));
  }

  private static double value(Metric metric) {
    return metric.metricValue() instanceof Number number ? number.doubleValue() : 0;
  }
}
