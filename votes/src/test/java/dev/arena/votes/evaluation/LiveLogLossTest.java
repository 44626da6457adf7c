package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.schemas.LiveEvaluation;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.Left;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLogLossTest {
  private static final Instant START = EvaluationDriver.START;

  private final Evaluations evaluations =
      new Evaluations(EvaluationDriver.SETTINGS, START.toEpochMilli());

  @Test
  void onlyPeoplesVotesOnAllPairsCountAndEachOnce() {
    evaluations.add(new BattleKey("p1", "human", "v"), vote(0));
    evaluations.add(new BattleKey("p1", "judge", "v"), vote(1));
    evaluations.add(new BattleKey("p2", "human", "v"), vote(2));
    evaluations.recombine(
        List.of(),
        List.of(new PairVote("human", "v", vote(0)), new PairVote("judge", "v", vote(1))));

    assertThat(records()).anyMatch(each -> each.getTopic().isEmpty());
    List<LiveLogLoss> scorers = LiveLogLoss.of(records());

    assertThat(scorers).hasSize(1);
    LiveLogLoss scorer = scorers.get(0);
    assertThat(scorer.model()).isEqualTo(Samples.MODEL);
    assertThat(scorer.votes()).isEqualTo(2);
    assertThat(scorer.logLoss()).isCloseTo(-(Math.log(0.5) + Math.log(0.2)) / 2, within(1e-7));
    // an A with 1/3, then a tie with 1/4
    assertThat(scorer.classPriorLogLoss()).isCloseTo(Math.log(3.0 * 4) / 2, within(1e-12));
  }

  private static EvaluatedBattle vote(int outcome) {
    return new EvaluatedBattle(
        false,
        outcome,
        START.toEpochMilli(),
        false,
        Left.UNKNOWN,
        List.of(Slices.ALL, "code"),
        List.of(
            new Predicted(
                new Scorer(EvaluationDriver.CHAMPION, Samples.MODEL),
                true,
                new OutcomeProbabilities(0.5, 0.3, 0.2))));
  }

  private List<LiveEvaluation> records() {
    List<LiveEvaluation> records = new ArrayList<>();
    evaluations.sums().keySet().forEach(key -> records.add(evaluations.record(key).orElseThrow()));
    return records;
  }
}
