package dev.arena.votes.evaluation;

import dev.arena.kafka.operations.Meters;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.statistics.calibration.CalibrationCheck;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metrics of the evaluation. Safe for use by many threads. */
public final class EvaluationMeters implements EvaluationListener {
  private static final Current NONE = new Current(null, List.of());

  private final Object lock = new Object();
  private volatile Current current = NONE;

  EvaluationMeters() {}

  /** Registers the metrics, which have no values until something is evaluated. */
  public static EvaluationMeters register(Meters meters) {
    EvaluationMeters evaluation = new EvaluationMeters();
    meters.collector(evaluation::snapshots);
    return evaluation;
  }

  /**
   * What was received last.
   *
   * @param task from which; null from none
   */
  private record Current(@Nullable Object task, List<ScorerSums> scorers) {}

  @Override
  public void evaluated(Object task, List<ScorerSums> scorers) {
    synchronized (lock) {
      current = new Current(task, List.copyOf(scorers));
    }
  }

  @Override
  public void ended(Object task) {
    synchronized (lock) {
      if (current.task() == task) {
        current = NONE;
      }
    }
  }

  MetricSnapshots snapshots() {
    Map<EvaluationMetric, Map<Labels, Double>> values = new EnumMap<>(EvaluationMetric.class);
    for (EvaluationMetric metric : EvaluationMetric.values()) {
      values.put(metric, new LinkedHashMap<>());
    }
    current.scorers().forEach(each -> add(each, values));
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    values.forEach((metric, each) -> snapshots.metricSnapshot(metric.gauge(each)));
    return snapshots.build();
  }

  private static void add(ScorerSums scorer, Map<EvaluationMetric, Map<Labels, Double>> values) {
    LiveEvaluation total = scorer.total();
    Labels labels =
        Labels.of(
            EvaluationMetric.VOTES.labels().toArray(String[]::new),
            new String[] {total.getTopic(), total.getModel(), total.getKind()});
    EvaluationSums day = EvaluationSums.of(scorer.lastDay());
    EvaluationFigures ofDay = new EvaluationFigures(total, day, false);
    EvaluationFigures ofAll = EvaluationFigures.ofTotal(total);
    CalibrationCheck calibration = ofAll.calibration();
    put(EvaluationMetric.VOTES, labels, day.votes(), values);
    put(EvaluationMetric.LOG_LOSS, labels, day.logLoss(), values);
    put(EvaluationMetric.CLASS_PRIOR_LOG_LOSS, labels, ofDay.classPriorLogLoss(), values);
    put(EvaluationMetric.BRIER, labels, day.brier(), values);
    put(EvaluationMetric.AGREEMENT, labels, ofAll.sums().agreement().share(), values);
    put(
        EvaluationMetric.CALIBRATION_ALARM,
        labels,
        calibration != null && calibration.alarm() ? 1 : 0,
        values);
  }

  private static void put(
      EvaluationMetric metric,
      Labels labels,
      double value,
      Map<EvaluationMetric, Map<Labels, Double>> values) {
    Map<Labels, Double> ofMetric = values.get(metric);
    if (ofMetric != null && !Double.isNaN(value)) {
      ofMetric.put(labels, value);
    }
  }
}
