package dev.arena.votes.evaluation;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.failure.UserException;
import dev.arena.votes.battle.BattleKey;
import java.util.List;

/**
 * How well a scorer predicts people's votes, over all pairs and all time.
 *
 * @param model name@version of its bundle
 * @param votes the number of votes on pairs that it had scored before
 * @param logLoss mean log loss of its predictions; NaN without votes
 * @param classPriorLogLoss mean log loss of the class prior, which predicts each vote from the
 *     outcomes of the earlier ones; NaN without votes
 */
public record LiveLogLoss(String model, long votes, double logLoss, double classPriorLogLoss) {
  /**
   * The current figures of each scorer.
   *
   * @param topic the topic of evaluations
   * @throws UserException if the cluster cannot be read, or if the topic holds something else
   */
  public static List<LiveLogLoss> read(Connection connection, String topic)
      throws InterruptedException {
    return of(EvaluationReader.read(connection, topic));
  }

  static List<LiveLogLoss> of(List<LiveEvaluation> records) {
    return records.stream()
        .filter(each -> each.getSize() == EvaluationKey.TOTAL)
        .filter(each -> each.getSlice().equals(Slices.ALL))
        .filter(each -> each.getKind().equals(BattleKey.HUMAN))
        .map(EvaluationFigures::ofTotal)
        .filter(each -> !each.isRater())
        .map(LiveLogLoss::of)
        .toList();
  }

  private static LiveLogLoss of(EvaluationFigures figures) {
    return new LiveLogLoss(
        figures.total().getModel(),
        figures.sums().votes(),
        figures.sums().logLoss(),
        figures.classPriorLogLoss());
  }
}
