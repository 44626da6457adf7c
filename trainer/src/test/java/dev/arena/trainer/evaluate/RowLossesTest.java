package dev.arena.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import java.util.List;
import java.util.Random;
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
    assertThat(losses.calibrationError()).isCloseTo((0.5 + 0.8) / 2, within(1e-12));
  }

  @Test
  void theIntervalMatchesTheNormalApproximation() {
    double[] values = new Random(1).doubles(400).toArray();
    Interval interval = Interval.ofMean(values);
    double half = 1.96 * Math.sqrt(1 / 12.0 / 400);
    assertThat(interval.low()).isCloseTo(0.5 - half, within(0.03));
    assertThat(interval.high() - interval.low()).isCloseTo(2 * half, within(0.01));
    assertThat(Interval.ofMean(values)).isEqualTo(interval);
  }

  @Test
  void differencesArePairedByRow() {
    RowLosses one = new RowLosses(new double[] {1, 2, 3}, 0, 0);
    RowLosses other = new RowLosses(new double[] {1.5, 2.5, 3.5}, 0, 0);
    RowLosses.Difference difference = one.against(other);
    assertThat(difference.mean()).isEqualTo(-0.5);
    assertThat(difference.interval95()).isEqualTo(new Interval(-0.5, -0.5));
  }

  @Test
  void theIntervalOfAShareStaysWithinItsRange() {
    // Wilson's interval of 8 in 10, by hand: the centre is (0.8 + 3.8415/20) / 1.38415
    Interval eight = Interval.ofShare(8, 10);
    assertThat(eight.low()).isCloseTo(0.4902, within(1e-4));
    assertThat(eight.high()).isCloseTo(0.9433, within(1e-4));
    assertThat(Interval.ofShare(0, 5).low()).isZero();
    assertThat(Interval.ofShare(5, 5).high()).isEqualTo(1);
  }
}
