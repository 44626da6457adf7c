package dev.arena.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.statistics.Interval;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.sequential.ComparisonDecision.Conclusion;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class ComparisonDecisionTest {
  @Test
  void aLargeGainIsBetterAndALargeLossWorse() {
    assertThat(decision(5000, 0.1, 0.5).conclusion()).isEqualTo(Conclusion.BETTER);
    assertThat(decision(5000, -0.1, 0.5).conclusion()).isEqualTo(Conclusion.WORSE);
  }

  @Test
  void noGainIsEquivalentOnceTheIntervalIsWithinTheMargin() {
    ComparisonDecision equal = decision(10_000, 0, 0.05);
    assertThat(equal.conclusion()).isEqualTo(Conclusion.EQUIVALENT);
    assertThat(equal.votersNeeded()).isNull();
    assertThat(equal.votersMissing()).isNull();
  }

  @Test
  void aGainThatIsCertainButSmallIsStillBetter() {
    ComparisonDecision small = decision(10_000, 0.003, 0.01);
    assertThat(small.interval().low()).isPositive();
    assertThat(small.interval().high()).isLessThan(ComparisonDecision.MARGIN);
    assertThat(small.conclusion()).isEqualTo(Conclusion.BETTER);
  }

  @Test
  void twoRunsOfOneBundleAreEquivalentFromTheFirstInterval() {
    assertThat(decision(99, 0, 0).conclusion()).isEqualTo(Conclusion.UNDECIDED);
    assertThat(decision(100, 0, 0).conclusion()).isEqualTo(Conclusion.EQUIVALENT);
  }

  @Test
  void fewVotesAreUndecidedAndSayHowManyAreMissing() {
    ComparisonDecision few = decision(150, 0.02, 0.3);
    assertThat(few.conclusion()).isEqualTo(Conclusion.UNDECIDED);
    assertThat(few.votersNeeded()).isNotNull().isGreaterThan(150);
    assertThat(few.votersMissing()).isEqualTo(few.votersNeeded() - 150);
  }

  @Test
  void withoutTwoVotesNothingIsKnown() {
    ComparisonDecision none = of(UnitSums.EMPTY);
    assertThat(none.conclusion()).isEqualTo(Conclusion.UNDECIDED);
    assertThat(none.gain()).isNaN();
    assertThat(none.votersNeeded()).isNull();
    assertThat(none.interval())
        .isEqualTo(new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
  }

  /**
   * With as many voters as were said to be needed, of the same mean and spread, a decision falls.
   */
  @Property(tries = 200)
  void theVotersNeededSuffice(
      @ForAll @Scale(6) @DoubleRange(min = -0.02, max = 0.02) double mean,
      @ForAll @Scale(6) @DoubleRange(min = 0.01, max = 0.5) double deviation) {
    UnitSums few = sums(120, mean, deviation);
    ComparisonDecision decision = of(few);
    if (decision.conclusion() == Conclusion.UNDECIDED) {
      Interval later =
          ConfidenceSequence.STANDARD.around(
              few.mean(), few.standardDeviation(), decision.votersNeeded());
      boolean decided =
          !later.contains(0)
              || (later.low() > -ComparisonDecision.MARGIN
                  && later.high() < ComparisonDecision.MARGIN);
      assertThat(decided).isTrue();
    }
  }

  @Property(tries = 200)
  void exchangingChampionAndChallengerExchangesBetterAndWorse(
      @ForAll @IntRange(min = 0, max = 3000) int units,
      @ForAll @Scale(6) @DoubleRange(min = -0.05, max = 0.05) double mean,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.5) double deviation) {
    UnitSums sums = sums(units, mean, deviation);
    UnitSums mirrored = new UnitSums(sums.units(), -sums.sum(), sums.squares());
    Conclusion conclusion = of(sums).conclusion();
    Conclusion other = of(mirrored).conclusion();
    assertThat(other)
        .isEqualTo(
            switch (conclusion) {
              case BETTER -> Conclusion.WORSE;
              case WORSE -> Conclusion.BETTER;
              case EQUIVALENT -> Conclusion.EQUIVALENT;
              case UNDECIDED -> Conclusion.UNDECIDED;
            });
  }

  private static ComparisonDecision decision(int units, double mean, double deviation) {
    return of(sums(units, mean, deviation));
  }

  private static ComparisonDecision of(UnitSums sums) {
    return ComparisonDecision.of(ClusteredSums.independent(sums));
  }

  /** Values with nearly that mean and spread. */
  private static UnitSums sums(int units, double mean, double deviation) {
    SplittableRandom random = new SplittableRandom(units);
    UnitSums sums = UnitSums.EMPTY;
    double last = 0;
    for (int i = 0; i < units; i++) {
      double noise = i % 2 == 0 ? (random.nextDouble() - 0.5) * Math.sqrt(12) * deviation : -last;
      last = noise;
      sums = sums.plus(Unit.of(FixedPoint.of(mean + noise)));
    }
    return sums;
  }
}
