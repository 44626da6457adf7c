package dev.arena.statistics.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PerfectCalibrationTest {
  @Test
  void certainPredictionsHaveNoErrorByChance() {
    assertThat(PerfectCalibration.of(new double[] {1, 1})).isEqualTo(new PerfectCalibration(0, 0));
    assertThat(PerfectCalibration.of(sums(new double[] {1, 1})))
        .isEqualTo(new PerfectCalibration(0, 0));
  }

  @Test
  void oneRowsErrorByChanceIsKnown() {
    // right with probability 0.6: distance 0.4; wrong with probability 0.4: distance 0.6; mean 0.48
    double[] row = {0.6};
    for (PerfectCalibration perfect :
        new PerfectCalibration[] {PerfectCalibration.of(row), PerfectCalibration.of(sums(row))}) {
      assertThat(perfect.mean()).isCloseTo(0.48, within(0.01));
      assertThat(perfect.percentile95()).isCloseTo(0.6, within(1e-7));
    }
  }

  @Test
  void moreRowsLeaveLessToChance() {
    double[] many = confidences(2000, new Random(3));
    assertThat(PerfectCalibration.of(many).percentile95())
        .isLessThan(PerfectCalibration.of(Arrays.copyOf(many, 100)).mean());
  }

  @Test
  void theSumsOfTheBinsGiveNearlyWhatTheRowsGive() {
    for (int rows : new int[] {20, 300, 5000}) {
      double[] confidences = confidences(rows, new Random(rows));
      PerfectCalibration exact = PerfectCalibration.of(confidences);
      PerfectCalibration fromSums = PerfectCalibration.of(sums(confidences));
      assertThat(fromSums.mean()).isCloseTo(exact.mean(), Percentage.withPercentage(4));
      assertThat(fromSums.percentile95())
          .isCloseTo(exact.percentile95(), Percentage.withPercentage(6));
    }
  }

  /** The mean distance of a binomial variable from its mean is sqrt(2 n p (1 - p) / pi). */
  @Test
  void aBillionRowsTakeNoLongerThanAThousand() {
    long rows = 1_000_000_000;
    ReliabilitySums.BinSums bin = new ReliabilitySums.BinSums(rows, rows * (3L << 22), 0);
    ReliabilitySums.BinSums[] bins = new ReliabilitySums.BinSums[10];
    Arrays.fill(bins, new ReliabilitySums.BinSums(0, 0, 0));
    bins[7] = bin;
    PerfectCalibration perfect = PerfectCalibration.of(new ReliabilitySums(Arrays.asList(bins)));
    double expected = Math.sqrt(2 * 0.75 * 0.25 / Math.PI / rows);
    assertThat(perfect.mean()).isCloseTo(expected, Percentage.withPercentage(5));
  }

  /** With a calibrated model, one set of votes in twenty exceeds the 95th percentile. */
  @Test
  void votesDrawnFromTheProbabilitiesExceedThePercentileOnceInTwenty() {
    Random random = new Random(5);
    double[] confidences = confidences(150, random);
    PerfectCalibration perfect = PerfectCalibration.of(confidences);
    int above = 0;
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      boolean[] right = new boolean[confidences.length];
      for (int row = 0; row < right.length; row++) {
        right[row] = random.nextDouble() < confidences[row];
      }
      double error = Reliability.of(ReliabilitySums.of(confidences, right)).calibrationError();
      above += error > perfect.percentile95() ? 1 : 0;
      sum += error;
    }
    assertThat(above).isBetween(25, 80);
    assertThat(sum / 1000).isCloseTo(perfect.mean(), within(0.003));
  }

  @Test
  void theBinomialDistributionIsThatOfItsFormula() {
    Binomial five = Binomial.of(5, 0.3);
    double[] expected = {0.16807, 0.52822, 0.83692, 0.96922, 0.99757, 1};
    assertThat(five.cumulative()).containsExactly(expected, within(1e-12));
    assertThat(five.at(0)).isZero();
    assertThat(five.at(0.5)).isEqualTo(1);
    assertThat(five.at(Math.nextDown(1.0))).isEqualTo(5);
    assertThat(Binomial.of(7, 0).at(0.9)).isZero();
    assertThat(Binomial.of(7, 1).at(0.1)).isEqualTo(7);
  }

  private static ReliabilitySums sums(double[] confidences) {
    return ReliabilitySums.of(confidences, new boolean[confidences.length]);
  }

  private static double[] confidences(int rows, Random random) {
    return random.doubles(rows, 1 / 3.0, 0.9).toArray();
  }
}
