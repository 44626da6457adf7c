package dev.arena.streamer.drift;

import dev.arena.statistics.drift.PopulationStability;
import dev.arena.streamer.operations.Metric;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Exports the drift of the pairs that are scored now; nothing if it is not measured.
 *
 * @param drift called at each scrape
 */
public record DriftMetrics(Supplier<DriftReport> drift) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    DriftReport report = drift.get();
    return report.measured()
        ? MetricSnapshots.of(
            Metric.DRIFT_PAIRS.gauge(Map.of(Labels.EMPTY, (double) report.pairs())),
            Metric.DRIFT_PSI.gauge(values(report, PopulationStability::index)),
            Metric.DRIFT_PSI_NOISE.gauge(values(report, PopulationStability::noise)))
        : MetricSnapshots.of();
  }

  private static Map<Labels, Double> values(
      DriftReport report, ToDoubleFunction<PopulationStability> value) {
    Map<Labels, Double> values = new TreeMap<>();
    for (PopulationStability each : report.compared()) {
      values.put(
          Labels.of(Metric.DRIFT_PSI.labels().get(0), each.feature()), value.applyAsDouble(each));
    }
    return values;
  }
}
