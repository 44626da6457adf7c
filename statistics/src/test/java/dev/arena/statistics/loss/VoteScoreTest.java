package dev.arena.statistics.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.References;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class VoteScoreTest {
  private static final List<double[]> VOTES = References.rows("votes.csv");
  private static final Map<String, Double> EXPECTED = References.values("expected.csv");

  @Test
  void logLossAndBrierScoreAreThoseOfScikitLearn() {
    assertThat(mean(VoteScore::loss)).isCloseTo(EXPECTED.get("log_loss"), within(3e-8));
    assertThat(mean(VoteScore::brier)).isCloseTo(EXPECTED.get("brier"), within(3e-8));
  }

  @Test
  void entropyIsThatOfScipy() {
    assertThat(mean(VoteScore::entropy)).isCloseTo(EXPECTED.get("entropy"), within(3e-8));
    assertThat(mean(VoteScore::entropyVariance))
        .isCloseTo(EXPECTED.get("entropy_variance"), within(3e-8));
    assertThat(mean(VoteScore::surprise))
        .isCloseTo(EXPECTED.get("log_loss") - EXPECTED.get("entropy"), within(6e-8));
  }

  private static double mean(ToLongFunction<VoteScore> figure) {
    long sum = 0;
    for (double[] vote : VOTES) {
      OutcomeProbabilities prediction = new OutcomeProbabilities(vote[0], vote[1], vote[2]);
      sum += figure.applyAsLong(VoteScore.of(prediction, (int) vote[3]));
    }
    return FixedPoint.toDouble(sum) / VOTES.size();
  }

  /** Entropy and its variance are mean and variance of the loss over the predicted outcomes. */
  @Property
  void theSurpriseOfARightPredictionIsZeroInTheMean(
      @ForAll @Scale(15) @DoubleRange(min = 0, max = 1) double first,
      @ForAll @Scale(15) @DoubleRange(min = 0, max = 1) double second) {
    double a = first;
    double b = second * (1 - first);
    OutcomeProbabilities p = new OutcomeProbabilities(a, b, Math.max(0, 1 - a - b));
    double mean = 0;
    double squares = 0;
    for (int outcome = 0; outcome < 3; outcome++) {
      double surprise = p.logLoss(outcome) - p.entropy();
      mean += p.of(outcome) * surprise;
      squares += p.of(outcome) * surprise * surprise;
      assertThat(p.brier(outcome)).isBetween(0.0, 2.0 + 1e-12);
    }
    assertThat(mean).isCloseTo(0, within(1e-12));
    assertThat(squares).isCloseTo(p.entropyVariance(), within(1e-9));
  }

  @Test
  void anImpossibleOutcomeCostsAsMuchAsOnKaggle() {
    OutcomeProbabilities certain = new OutcomeProbabilities(1, 0, 0);
    assertThat(certain.logLoss(1)).isCloseTo(-Math.log(1e-15), within(1e-12));
    assertThat(certain.entropy()).isZero();
    assertThat(VoteScore.of(certain, 0)).isEqualTo(new VoteScore(0, 0, 0, 0));
    assertThat(certain.brier(2)).isEqualTo(2);
  }

  @Test
  void theLikeliestOutcomeIsTheFirstOfEqualOnes() {
    assertThat(new OutcomeProbabilities(0.4, 0.4, 0.2).likeliest()).isZero();
    assertThat(new OutcomeProbabilities(0.2, 0.4, 0.4).likeliest()).isEqualTo(1);
    assertThat(new OutcomeProbabilities(0.3, 0.3, 0.4).likeliest()).isEqualTo(2);
  }

  @Test
  void whatIsNotADistributionIsRefused() {
    assertThatThrownBy(() -> new OutcomeProbabilities(0.5, 0.6, 0))
        .hasMessageContaining("expected three numbers from 0 to 1 that sum to 1");
    assertThatThrownBy(() -> new OutcomeProbabilities(Double.NaN, 0.6, 0.4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new OutcomeProbabilities(1, 0, 0).of(3))
        .hasMessageContaining("the outcome is 3");
  }
}
