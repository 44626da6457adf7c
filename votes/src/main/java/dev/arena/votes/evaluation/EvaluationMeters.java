package dev.arena.votes.evaluation;

import dev.arena.kafka.operations.Meters;
import dev.arena.kafka.streams.TaskValue;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.statistics.calibration.CalibrationCheck;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of the evaluation. Safe for use by many threads. */
public final class EvaluationMeters implements EvaluationListener {
  private final TaskValue<List<ScorerSums>> scorers = new TaskValue<>(List.of());

  EvaluationMeters() {}

  /** Registers the metrics, which have no values until something is evaluated. */
  public static EvaluationMeters register(Meters meters) {
    EvaluationMeters evaluation = new EvaluationMeters();
    meters.collector(evaluation::snapshots);
    return evaluation;
  }

  @Override
  public void evaluated(Object task, List<ScorerSums> ofTask) {
    scorers.set(task, List.copyOf(ofTask));
  }

  @Override
  public void ended(Object task) {
    scorers.ended(task);
  }

  MetricSnapshots snapshots() {
    Map<EvaluationMetric, Map<Labels, Double>> values = new EnumMap<>(EvaluationMetric.class);
    for (EvaluationMetric metric : EvaluationMetric.values()) {
      values.put(metric, new LinkedHashMap<>());
    }
    scorers.get().forEach(each -> add(each, values));
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
