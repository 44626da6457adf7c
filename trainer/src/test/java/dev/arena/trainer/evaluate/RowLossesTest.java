package dev.arena.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowLossesTest {
  @Test
  void lossesFollowTheRows() {
    RowLosses losses =
        RowLosses.of(
            List.of(new Probabilities(0.5, 0.25, 0.25), new Probabilities(0.1, 0.1, 0.8)),
            List.of(Outcome.WINNER_MODEL_A, Outcome.WINNER_MODEL_B));
    assertThat(losses.losses()).containsExactly(-Math.log(0.5), -Math.log(0.1));
    assertThat(losses.accuracy()).isEqualTo(0.5);
    assertThat(losses.calibrationError()).isCloseTo((0.5 + 0.8) / 2, within(1e-7));
  }

  @Test
  void differencesArePairedByRow() {
    RowLosses one = new RowLosses(new double[] {1, 2, 3}, 0, 0);
    RowLosses other = new RowLosses(new double[] {1.5, 2.5, 3.5}, 0, 0);
    RowLosses.Difference difference = one.against(other);
    assertThat(difference.mean()).isEqualTo(-0.5);
    assertThat(difference.interval95()).isEqualTo(new Interval(-0.5, -0.5));
  }
}
