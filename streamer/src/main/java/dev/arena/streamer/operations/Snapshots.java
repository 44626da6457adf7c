package dev.arena.streamer.operations;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;

/** Metrics whose labels are known only at scrape time, for which Micrometer has no meter. */
final class Snapshots {
  private Snapshots() {}

  /** The snapshot of {@link Metric#MODEL}; Prometheus' library adds {@code _info} to the name. */
  static MetricSnapshot model(ModelInfo model) {
    return InfoSnapshot.builder()
        .name(Metric.MODEL.metricName().replaceFirst("_info$", ""))
        .help(Metric.MODEL.sentence())
        .dataPoint(
            InfoSnapshot.InfoDataPointSnapshot.builder()
                .labels(
                    labels(
                        Metric.MODEL,
                        model.model(),
                        model.name(),
                        model.version(),
                        model.precision(),
                        model.device()))
                .build())
        .build();
  }

  /** A gauge with one value for each set of labels. */
  static MetricSnapshot gauge(Metric metric, Map<Labels, Double> values) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(metric.metricName()).help(metric.sentence());
    values.forEach(
        (labels, value) ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(value)
                    .build()));
    return gauge.build();
  }

  /** Labels with these values, in the metric's order. */
  static Labels labels(Metric metric, String... values) {
    return Labels.of(metric.labels().toArray(String[]::new), values);
  }
}
