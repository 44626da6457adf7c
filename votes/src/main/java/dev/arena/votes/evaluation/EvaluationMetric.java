package dev.arena.votes.evaluation;

import dev.arena.kafka.operations.MetricDescription;

/**
 * Every metric of the evaluation. All are about votes on all pairs. They exist only in the instance
 * that evaluates, and for scorers with votes of the current hour or the 23 before.
 */
public enum EvaluationMetric implements MetricDescription {
  VOTES(
      "arena_evaluation_votes",
      "Votes of the current hour and the 23 before, by voted_at, whose pair was scored before them."),
  LOG_LOSS("arena_evaluation_log_loss", "Mean log loss over these votes."),
  CLASS_PRIOR_LOG_LOSS(
      "arena_evaluation_class_prior_log_loss",
      "Mean log loss over these votes of a predictor that knows only how often each outcome was voted for before."),
  BRIER("arena_evaluation_brier_score", "Mean Brier score over these votes."),
  AGREEMENT(
      "arena_evaluation_agreement_ratio",
      "The scorer's agreement with voters as a share of their agreement with each other, over all votes."),
  CALIBRATION_ALARM(
      "arena_evaluation_calibration_alarm",
      "1 if the votes contradict the probabilities, over all votes; with many new voters and pairs, the chance that this ever happens by chance is about 5%. 0 if not.");

  private final Details details;

  EvaluationMetric(String metricName, String sentence) {
    this.details = new Details(Kind.GAUGE, metricName, sentence, "topic", "model", "kind");
  }

  @Override
  public Details details() {
    return details;
  }
}
