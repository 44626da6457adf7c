package dev.arena.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalTest {
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
  void theIntervalOfAShareStaysWithinItsRange() {
    // Wilson's interval of 8 in 10, by hand: the centre is (0.8 + 3.8415/20) / 1.38415
    Interval eight = Interval.ofShare(8, 10);
    assertThat(eight.low()).isCloseTo(0.4902, within(1e-4));
    assertThat(eight.high()).isCloseTo(0.9433, within(1e-4));
    assertThat(Interval.ofShare(0, 5).low()).isZero();
    assertThat(Interval.ofShare(5, 5).high()).isEqualTo(1);
  }

  @Test
  void theIntervalOfAShareIsScipys() {
    for (double[] row : References.rows("wilson.csv")) {
      Interval interval = Interval.ofShare(row[0], (long) row[1]);
      assertThat(interval.low()).isCloseTo(row[2], within(1e-7));
      assertThat(interval.high()).isCloseTo(row[3], within(1e-7));
    }
  }

  @Test
  void anIntervalContainsItsEnds() {
    Interval interval = new Interval(-1, 2);
    assertThat(interval.contains(-1)).isTrue();
    assertThat(interval.contains(2)).isTrue();
    assertThat(interval.contains(2.1)).isFalse();
    assertThat(interval.contains(Double.NaN)).isFalse();
    assertThat(interval.ends()).containsExactly(-1.0, 2.0);
  }
}
