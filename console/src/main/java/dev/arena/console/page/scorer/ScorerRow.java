package dev.arena.console.page.scorer;

import dev.arena.console.page.scorer.ScorerPage.EvaluatedScorer;
import dev.arena.statistics.FigureText;
import dev.arena.statistics.calibration.CalibrationCheck;
import dev.arena.votes.evaluation.EvaluationFigures;
import org.jspecify.annotations.Nullable;

/**
 * A scorer's row in the table of all scorers.
 *
 * @param query what selects it on the page and in the API
 */
record ScorerRow(
    String model,
    String topic,
    String query,
    String votesOfDay,
    String lossOfDay,
    String votes,
    String loss,
    String classPrior,
    String brier,
    String accuracy,
    String verdict,
    String look) {
  static ScorerRow of(EvaluatedScorer scorer) {
    EvaluationFigures all = scorer.all();
    boolean votes = all.sums().votes() > 0;
    return new ScorerRow(
        scorer.model(),
        scorer.topic(),
        scorer.query(),
        FigureText.count(scorer.day().sums().votes()),
        FigureText.decimals(scorer.day().sums().logLoss(), 3),
        FigureText.count(all.sums().votes()),
        FigureText.decimals(all.sums().logLoss(), 3),
        FigureText.decimals(votes ? all.classPriorLogLoss() : Double.NaN, 3),
        FigureText.decimals(all.sums().brier(), 3),
        FigureText.percent(all.sums().accuracy()),
        verdict(all.calibration()),
        look(all.calibration()));
  }

  static String verdict(@Nullable CalibrationCheck calibration) {
    return calibration == null ? FigureText.NONE : EvaluationFigures.verdict(calibration);
  }

  private static String look(@Nullable CalibrationCheck calibration) {
    return calibration != null && calibration.alarm() ? "bad" : "";
  }
}
