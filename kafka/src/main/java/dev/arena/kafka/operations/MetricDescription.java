package dev.arena.kafka.operations;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A metric of a service; each service declares its own in an enum. */
public interface MetricDescription {
  /** What describes the metric. */
  Details details();

  /**
   * What describes a metric.
   *
   * @param kind in Prometheus
   * @param metricName in Prometheus
   * @param sentence what it measures, for its help and the documentation
   * @param labels the names of its labels
   * @param bounds upper bounds of its buckets; empty unless it is a histogram
   */
  record Details(
      Kind kind, String metricName, String sentence, List<String> labels, List<Double> bounds) {
    public Details {
      labels = List.copyOf(labels);
      bounds = List.copyOf(bounds);
    }

    /** A metric that is not a histogram. */
    public Details(Kind kind, String metricName, String sentence, String... labels) {
      this(kind, metricName, sentence, List.of(labels), List.of());
    }
  }

  /** The kind of the metric in Prometheus. */
  default Kind kind() {
    return details().kind();
  }

  /** The name in Prometheus. */
  default String metricName() {
    return details().metricName();
  }

  /** What it measures, for its help and the documentation. */
  default String sentence() {
    return details().sentence();
  }

  /** The names of its labels. */
  default List<String> labels() {
    return details().labels();
  }

  /** Upper bounds of its buckets; empty unless it is a histogram. */
  default double[] bounds() {
    return details().bounds().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The kinds of Prometheus metrics. */
  enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /** A snapshot of a gauge with one value for each set of labels. */
  default MetricSnapshot gauge(Map<Labels, Double> values) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(metricName()).help(sentence());
    values.forEach(
        (shown, value) ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(shown).value(value).build()));
    return gauge.build();
  }

  /** The table in the documentation: name, kind, labels, meaning. */
  static String markdown(List<? extends MetricDescription> metrics) {
    StringBuilder table =
        new StringBuilder("| name | kind | labels | meaning |\n|---|---|---|---|\n");
    for (MetricDescription metric : metrics) {
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  metric.metricName(),
                  metric.kind().name().toLowerCase(Locale.ROOT),
                  metric.labels().isEmpty() ? "" : "`" + String.join("`, `", metric.labels()) + "`",
                  metric.sentence()));
    }
    return table.toString();
  }
}
