package dev.arena.votes.evaluation;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Prediction;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.votes.battle.Left;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What the evaluation needs of a battle.
 *
 * @param anonymous whether the vote names no voter
 * @param outcome 0 for A, 1 for B, 2 for a tie
 * @param votedAt milliseconds since 1970
 * @param ahead whether it was too far ahead of the service's clock when it came, so that it is in
 *     no window
 * @param left which side the vote is for
 * @param slices those in which it is counted
 * @param predictions those that are counted
 */
record EvaluatedBattle(
    boolean anonymous,
    int outcome,
    long votedAt,
    boolean ahead,
    Left left,
    List<String> slices,
    List<Predicted> predictions) {
  /**
   * A scorer's prediction.
   *
   * @param before whether it was made before the vote
   */
  record Predicted(Scorer scorer, boolean before, OutcomeProbabilities probabilities) {
    Predicted by(Scorer other) {
      return new Predicted(other, before, probabilities);
    }
  }

  /** The longest name of a topic or bundle, in characters; the join lets no longer one pass. */
  private static final int MAX_NAME = 4096;

  EvaluatedBattle {
    slices = List.copyOf(slices);
    predictions = List.copyOf(predictions);
  }

  /** A vote that is further ahead of the service's clock is in no window. */
  static final Duration MAX_AHEAD = Duration.ofDays(1);

  /**
   * Reads a battle; empty if it counts nowhere.
   *
   * @param now the service's clock, in milliseconds since 1970
   */
  static Optional<EvaluatedBattle> of(Battle battle, long now) {
    int outcome =
        switch (battle.getOutcome()) {
          case A -> 0;
          case B -> 1;
          case TIE, BOTH_BAD -> 2;
          case WITHDRAWN, UNKNOWN -> -1;
        };
    if (battle.getAmbiguous() || outcome < 0) {
      return Optional.empty();
    }
    List<Predicted> predictions = new ArrayList<>();
    for (Prediction each : battle.getPredictions()) {
      if (each.getTopic().length() + each.getModel().length() <= MAX_NAME
          && OutcomeProbabilities.areProbabilities(each.getA(), each.getB(), each.getTie())) {
        predictions.add(
            new Predicted(
                new Scorer(each.getTopic(), each.getModel()),
                each.getBefore(),
                new OutcomeProbabilities(each.getA(), each.getB(), each.getTie())));
      }
    }
    return Optional.of(
        new EvaluatedBattle(
            battle.getVoter() == null,
            outcome,
            battle.getVotedAt().toEpochMilli(),
            battle.getVotedAt().toEpochMilli() - now > MAX_AHEAD.toMillis(),
            Left.of(battle),
            Slices.of(battle.getFacts()),
            predictions));
  }

  EvaluatedBattle with(List<String> otherSlices, List<Predicted> otherPredictions) {
    return new EvaluatedBattle(
        anonymous, outcome, votedAt, ahead, left, otherSlices, otherPredictions);
  }

  /**
   * Passes on each two predictions that are compared: one of the champion and one of a challenger,
   * both made before the vote.
   *
   * @param championTopic the champion's topic of preferences
   */
  void forEachComparison(String championTopic, BiConsumer<Predicted, Predicted> receiver) {
    for (Predicted champion : predictions) {
      if (champion.before() && champion.scorer().topic().equals(championTopic)) {
        for (Predicted challenger : predictions) {
          if (challenger.before() && !challenger.scorer().topic().equals(championTopic)) {
            receiver.accept(champion, challenger);
          }
        }
      }
    }
  }

  /** The prediction of a scorer, if it was made before the vote. */
  Optional<Predicted> before(Scorer scorer) {
    return predictions.stream()
        .filter(each -> each.before() && each.scorer().equals(scorer))
        .findFirst();
  }
}
