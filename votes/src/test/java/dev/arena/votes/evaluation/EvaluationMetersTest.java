package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.votes.evaluation.EvaluationListener.ScorerSums;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EvaluationMetersTest {
  private final EvaluationMeters meters = new EvaluationMeters();

  @Test
  void aTaskThatEndsAfterItsSuccessorHasBegunLeavesTheGaugesOfTheSuccessor() {
    meters.evaluated("first", List.of(votes(3)));
    meters.evaluated("second", List.of(votes(4)));
    meters.ended("first");
    assertThat(votes()).containsExactly(4.0);
    meters.ended("second");
    assertThat(votes()).isEmpty();
  }

  private static ScorerSums votes(int count) {
    EvaluationKey key =
        EvaluationKey.total(
            new Scorer(EvaluationDriver.CHAMPION, Samples.MODEL), Slices.ALL, "human");
    EvaluationSums sums = new EvaluationSums();
    EvaluatedBattle battle =
        EvaluatedBattle.of(Samples.battle("p1", "ann").build(), Instant.EPOCH.toEpochMilli())
            .orElseThrow();
    for (int i = 0; i < count; i++) {
      sums.add(EvaluationSums.ofVote(battle, battle.predictions().get(0)));
    }
    return new ScorerSums(sums.record(key).build(), sums.record(key).build());
  }

  private List<Double> votes() {
    return meters.snapshots().stream()
        .filter(each -> each.getMetadata().getPrometheusName().equals("arena_evaluation_votes"))
        .flatMap(each -> ((GaugeSnapshot) each).getDataPoints().stream())
        .map(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .toList();
  }
}
