package dev.arena.models.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import org.junit.jupiter.api.Test;

class VoteMetricsTest {
  private final VoteMetrics metrics = new VoteMetrics();

  @Test
  void logLossIsTheMeanSurpriseAndAccuracyIsTheShareOfCorrectOutcomes() {
    metrics.add(new Probabilities(0.5, 0.25, 0.25), Outcome.WINNER_MODEL_A);
    metrics.add(new Probabilities(0.5, 0.25, 0.25), Outcome.WINNER_TIE);
    assertThat(metrics.logLoss()).isCloseTo((Math.log(2) + Math.log(4)) / 2, within(1e-12));
    assertThat(metrics.accuracy()).isEqualTo(0.5);
    assertThat(metrics.rows()).isEqualTo(2);
  }

  @Test
  void anImpossibleOutcomeCostsAsMuchAsOnKaggle() {
    metrics.add(new Probabilities(1, 0, 0), Outcome.WINNER_MODEL_B);
    assertThat(metrics.logLoss()).isCloseTo(-Math.log(1e-15), within(1e-9));
  }

  @Test
  void withoutVotesThereAreNoMetrics() {
    assertThat(metrics.logLoss()).isNaN();
    assertThat(metrics.accuracy()).isNaN();
  }
}
