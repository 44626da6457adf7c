package dev.arena.statistics.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RunningClassPriorTest {
  @Property
  void theLossIsThatOfPredictingEachVoteFromTheEarlierOnes(
      @ForAll List<@IntRange(min = 0, max = 2) Integer> votes) {
    RunningClassPrior prior = RunningClassPrior.EMPTY;
    double loss = 0;
    for (int vote : votes) {
      long[] counts = {prior.a(), prior.b(), prior.tie()};
      loss -= Math.log((counts[vote] + 1.0) / (prior.votes() + 3.0));
      prior = prior.plus(vote);
    }
    assertThat(prior.logLoss()).isCloseTo(loss, within(1e-10));
    for (int vote : votes) {
      prior = prior.minus(vote);
    }
    assertThat(prior).isEqualTo(RunningClassPrior.EMPTY);
  }

  /** The terms are added exactly, as decimals, and each is accurate to its last bit. */
  @Test
  void theLossOfManyVotesIsTheSumOfItsTerms() {
    SplittableRandom random = new SplittableRandom(7);
    RunningClassPrior prior = RunningClassPrior.EMPTY;
    BigDecimal sum = BigDecimal.ZERO;
    RunningClassPrior start = prior;
    BigDecimal atStart = sum;
    for (int i = 0; i < 300_000; i++) {
      double uniform = random.nextDouble();
      int vote = uniform < 0.36 ? 0 : uniform < 0.7 ? 1 : 2;
      long[] counts = {prior.a(), prior.b(), prior.tie()};
      sum =
          sum.add(new BigDecimal(StrictMath.log(prior.votes() + 3.0)))
              .subtract(new BigDecimal(StrictMath.log(counts[vote] + 1.0)));
      prior = prior.plus(vote);
      if (i == 299_899) {
        start = prior;
        atStart = sum;
      }
    }
    assertThat(prior.logLoss()).isCloseTo(sum.doubleValue(), Percentage.withPercentage(1e-11));
    // a window of 100 votes after 299,900
    assertThat(prior.logLossSince(start))
        .isCloseTo(sum.subtract(atStart).doubleValue(), within(1e-9));
  }

  @Property
  void theLossesOfWindowsAddUp(
      @ForAll @LongRange(min = 0, max = 1_000_000_000) long a,
      @ForAll @LongRange(min = 0, max = 1_000_000_000) long b,
      @ForAll @LongRange(min = 0, max = 1_000_000) long more) {
    RunningClassPrior start = new RunningClassPrior(a, b, 10);
    RunningClassPrior end = new RunningClassPrior(a + more, b, 10 + more);
    assertThat(end.logLossSince(start))
        .isCloseTo(
            end.logLoss() - start.logLoss(),
            within(1e-15 * (1 + LogFactorial.of(2 * (a + b + more) + 10))));
    assertThat(end.logLossSince(RunningClassPrior.EMPTY))
        .isCloseTo(end.logLoss(), within(1e-15 * (1 + LogFactorial.of(2 * (a + b + more) + 10))));
  }

  @Test
  void factorialsAreExactWhereTheTableEnds() {
    BigDecimal sum = BigDecimal.ZERO;
    for (int n = 1; n <= 2000; n++) {
      sum = sum.add(new BigDecimal(StrictMath.log(n)));
      assertThat(LogFactorial.of(n)).isCloseTo(sum.doubleValue(), within(1e-11));
      assertThat(LogFactorial.of(n)).isCloseTo(sum.doubleValue(), Percentage.withPercentage(1e-13));
    }
    assertThat(LogFactorial.of(0)).isZero();
  }

  @Test
  void aWindowThatStartsAfterItsEndIsRefused() {
    assertThatThrownBy(
            () -> new RunningClassPrior(1, 1, 1).logLossSince(new RunningClassPrior(0, 2, 0)))
        .hasMessageContaining("expected a start with no more votes");
    assertThatThrownBy(() -> RunningClassPrior.EMPTY.minus(0))
        .hasMessageContaining("expected counts of at least 0");
    assertThatThrownBy(() -> RunningClassPrior.EMPTY.plus(3))
        .hasMessageContaining("the outcome is 3");
  }
}
