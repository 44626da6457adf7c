package dev.arena.votes.evaluation;

import dev.arena.statistics.calibration.CalibrationUnit;
import dev.arena.statistics.loss.VoteScore;
import dev.arena.statistics.sequential.Unit;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The units of one pair: what its votes of each kind add up to, for each scorer and each comparison
 * of two.
 */
record PairUnits(Map<EvaluationKey, CalibrationUnit> scorers, Map<Compared, Unit> comparisons) {
  /**
   * A comparison.
   *
   * @param challenger the key of its total
   */
  record Compared(EvaluationKey challenger, Scorer champion) {}

  /**
   * The units of a pair.
   *
   * @param votes on it
   * @param championTopic the champion's topic of preferences
   */
  static PairUnits of(List<PairVote> votes, String championTopic) {
    Map<EvaluationKey, CalibrationUnit> scorers = new HashMap<>();
    Map<Compared, Unit> comparisons = new HashMap<>();
    for (PairVote vote : votes) {
      EvaluatedBattle battle = vote.battle();
      for (Predicted each : battle.predictions()) {
        if (each.before()) {
          VoteScore score = VoteScore.of(each.probabilities(), battle.outcome());
          scorers.merge(
              total(each, vote), CalibrationUnit.of(score), (unit, one) -> unit.plus(score));
        }
      }
      battle.forEachComparison(
          championTopic,
          (champion, challenger) -> {
            long gain =
                Comparison.Vote.of(
                        champion.probabilities(), challenger.probabilities(), battle.outcome())
                    .gain();
            comparisons.merge(
                new Compared(total(challenger, vote), champion.scorer()),
                Unit.of(gain),
                (unit, one) -> unit.plus(gain));
          });
    }
    return new PairUnits(scorers, comparisons);
  }

  private static EvaluationKey total(Predicted predicted, PairVote vote) {
    return EvaluationKey.total(predicted.scorer(), Slices.ALL, vote.kind());
  }
}
