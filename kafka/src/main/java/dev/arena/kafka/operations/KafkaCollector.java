package dev.arena.kafka.operations;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Exports the metrics of Kafka Streams and its clients under the names that Micrometer's binder for
 * Kafka uses, but without its labels: there is a client id for each thread, and it changes at each
 * start. Totals and counts are summed over all clients; for minima the smallest value is shown, and
 * for everything else the largest. Lag and lead are shown by partition.
 *
 * @param metrics called at each scrape
 * @param lag describes the lag
 * @param lead describes the lead
 */
public record KafkaCollector(
    Supplier<? extends Collection<? extends Metric>> metrics,
    MetricDescription lag,
    MetricDescription lead)
    implements MultiCollector {
  private static final Set<String> GROUPS =
      Set.of(
          "consumer-metrics",
          "consumer-fetch-manager-metrics",
          "consumer-coordinator-metrics",
          "producer-metrics",
          "stream-metrics",
          "stream-thread-metrics",
          "stream-task-metrics");

  private static final String TOPIC = "topic";
  private static final String PARTITION = "partition";
  private static final String TOTAL = "-total";

  @Override
  public MetricSnapshots collect() {
    Map<String, Family> families = new TreeMap<>();
    Map<Labels, Double> lags = new TreeMap<>();
    Map<Labels, Double> leads = new TreeMap<>();
    for (Metric metric : metrics.get()) {
      MetricName name = metric.metricName();
      if (GROUPS.contains(name.group())
          && metric.metricValue() instanceof Number number
          && Double.isFinite(number.doubleValue())) {
        double value = number.doubleValue();
        if (name.tags().containsKey(PARTITION)) {
          switch (name.name()) {
            case "records-lag" -> lags.put(partition(name), value);
            case "records-lead" -> leads.put(partition(name), value);
            default -> {}
          }
        } else if (!name.tags().containsKey(TOPIC) && !name.name().endsWith("-rate")) {
          families.computeIfAbsent(shownName(name), any -> new Family(name)).add(value);
        }
      }
    }
    List<MetricSnapshot> snapshots = new ArrayList<>();
    families.forEach((name, family) -> snapshots.add(family.snapshot(name)));
    dropOldSpellings(lags);
    dropOldSpellings(leads);
    snapshots.add(lag.gauge(lags));
    snapshots.add(lead.gauge(leads));
    return new MetricSnapshots(snapshots);
  }

  /**
   * If a topic's name has a dot, consumers report each of its partitions twice, the second time
   * with an underscore instead of the dot, as older versions did; a sum would be twice the lag.
   */
  private static void dropOldSpellings(Map<Labels, Double> values) {
    for (Labels labels : List.copyOf(values.keySet())) {
      String topic = labels.get(TOPIC);
      if (topic.indexOf('.') >= 0) {
        values.remove(partition(topic.replace('.', '_'), labels.get(PARTITION)));
      }
    }
  }

  private static Labels partition(MetricName name) {
    return partition(name.tags().getOrDefault(TOPIC, ""), name.tags().getOrDefault(PARTITION, ""));
  }

  private static Labels partition(String topic, String partition) {
    return Labels.of(TOPIC, topic, PARTITION, partition);
  }

  private static String shownName(MetricName name) {
    String joined = "kafka-" + name.group().replace("-metrics", "") + "-" + name.name();
    String plain =
        joined.endsWith(TOTAL) ? joined.substring(0, joined.length() - TOTAL.length()) : joined;
    return PrometheusNaming.sanitizeMetricName(plain.replace('-', '_'));
  }

  /** One metric, combined over all clients. */
  private static final class Family {
    private final MetricName name;
    private double value = Double.NaN;

    Family(MetricName name) {
      this.name = name;
    }

    void add(double another) {
      String text = name.name();
      if (Double.isNaN(value)) {
        value = another;
      } else if (text.endsWith(TOTAL) || text.endsWith("-count")) {
        value += another;
      } else if (text.endsWith("-min")) {
        value = Math.min(value, another);
      } else {
        value = Math.max(value, another);
      }
    }

    MetricSnapshot snapshot(String shown) {
      if (name.name().endsWith(TOTAL)) {
        return CounterSnapshot.builder()
            .name(shown)
            .help(name.description())
            .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value).build())
            .build();
      }
      return GaugeSnapshot.builder()
          .name(shown)
          .help(name.description())
          .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
          .build();
    }
  }
}
