package dev.arena.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.Interval;
import dev.arena.statistics.loss.FixedPoint;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClusteredSumsTest {
  private static final ConfidenceSequence SEQUENCE = ConfidenceSequence.STANDARD;

  @Test
  void observationsWithNothingInCommonHaveTheIntervalOfTheirMean() {
    UnitSums votes = UnitSums.EMPTY;
    SplittableRandom random = new SplittableRandom(59);
    for (int i = 0; i < 1000; i++) {
      votes = votes.plus(Unit.of(FixedPoint.of(random.nextGaussian())));
    }
    Interval clustered = ClusteredSums.independent(votes).interval(SEQUENCE);
    Interval ordinary = SEQUENCE.around(votes);
    assertThat(clustered.low()).isCloseTo(ordinary.low(), within(1e-12));
    assertThat(clustered.high()).isCloseTo(ordinary.high(), within(1e-12));
  }

  /** Everyone votes on everything: by voter alone, what the pairs have in common is invisible. */
  @Test
  void theVarianceOfTheMeanContainsThatOfVotersAndThatOfPairs() {
    double ofVoters = 0;
    double ofPairs = 0;
    double expected = 0;
    int runs = 40;
    for (int run = 0; run < runs; run++) {
      ClusteredSums sums = crossed(120, 120, new SplittableRandom(run));
      ofVoters += sums.voters().varianceOfMean() / runs;
      ofPairs += sums.pairs().varianceOfMean() / runs;
      expected += sums.varianceOfMean() / runs;
    }
    // effects with a variance of 1 for voters and 4 for pairs, and noise of 1 for each vote
    assertThat(expected).isCloseTo(1 / 120.0 + 4 / 120.0 + 1 / 14_400.0, within(0.004));
    assertThat(ofVoters).isLessThan(0.3 * expected);
    assertThat(ofPairs).isLessThan(0.95 * expected);
  }

  private static ClusteredSums crossed(int voters, int pairs, SplittableRandom random) {
    double[] ofVoters = random.doubles(voters).map(u -> (u - 0.5) * Math.sqrt(12)).toArray();
    double[] ofPairs = random.doubles(pairs).map(u -> 2 * (u - 0.5) * Math.sqrt(12)).toArray();
    Sums sums = new Sums();
    for (int voter = 0; voter < voters; voter++) {
      for (int pair = 0; pair < pairs; pair++) {
        double noise = (random.nextDouble() - 0.5) * Math.sqrt(12);
        sums.add(voter, pair, FixedPoint.of(ofVoters[voter] + ofPairs[pair] + noise));
      }
    }
    return sums.sums();
  }

  /** The one says little about the other pairs, however many people have voted on it. */
  @Test
  void aSinglePairThatEveryoneVotesOnDecidesNothing() {
    Sums sums = new Sums();
    SplittableRandom random = new SplittableRandom(59);
    for (int voter = 0; voter < 2000; voter++) {
      sums.add(voter, 0, FixedPoint.of(0.5));
      sums.add(voter, 1 + voter, FixedPoint.of(0.1 * (random.nextDouble() - 0.5)));
    }
    assertThat(SEQUENCE.around(sums.sums().voters()).contains(0)).isFalse();
    assertThat(sums.sums().interval(SEQUENCE).contains(0)).isTrue();
  }

  @Test
  void fewVotersOrFewPairsHaveNoInterval() {
    for (int few : new int[] {1, 20, 99}) {
      Interval fewPairs = crossed(150, few, new SplittableRandom(1)).interval(SEQUENCE);
      Interval fewVoters = crossed(few, 150, new SplittableRandom(1)).interval(SEQUENCE);
      assertThat(fewPairs).isEqualTo(fewVoters);
      assertThat(fewPairs.low()).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(fewPairs.high()).isEqualTo(Double.POSITIVE_INFINITY);
    }
    assertThat(crossed(100, 100, new SplittableRandom(1)).interval(SEQUENCE).low()).isFinite();
  }

  @Property(tries = 100)
  void theIntervalContainsThoseByVoterAndByPair(
      @ForAll @IntRange(min = 100, max = 160) int voters,
      @ForAll @IntRange(min = 100, max = 160) int pairs,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Sums sums = new Sums();
    for (int i = 0; i < Math.max(voters, pairs); i++) {
      sums.add(i % voters, i % pairs, FixedPoint.of(random.nextDouble()));
    }
    for (int i = random.nextInt(2000); i > 0; i--) {
      sums.add(
          (int) (voters * random.nextDouble() * random.nextDouble()),
          random.nextInt(pairs),
          FixedPoint.of(random.nextDouble()));
    }
    Interval interval = sums.sums().interval(SEQUENCE);
    for (UnitSums part : new UnitSums[] {sums.sums().voters(), sums.sums().pairs()}) {
      assertThat(interval.low()).isLessThanOrEqualTo(SEQUENCE.around(part).low() + 1e-9);
      assertThat(interval.high()).isGreaterThanOrEqualTo(SEQUENCE.around(part).high() - 1e-9);
    }
  }

  /** Votes, their voters and their pairs. */
  private static final class Sums {
    private final Map<Integer, Unit> voters = new HashMap<>();
    private final Map<Integer, Unit> pairs = new HashMap<>();
    private UnitSums votes = UnitSums.EMPTY;

    void add(int voter, int pair, long value) {
      voters.merge(voter, Unit.of(value), (unit, one) -> unit.plus(value));
      pairs.merge(pair, Unit.of(value), (unit, one) -> unit.plus(value));
      votes = votes.plus(Unit.of(value));
    }

    ClusteredSums sums() {
      return new ClusteredSums(sum(voters), sum(pairs), votes);
    }

    private static UnitSums sum(Map<Integer, Unit> units) {
      UnitSums sums = UnitSums.EMPTY;
      for (Unit unit : units.values()) {
        sums = sums.plus(unit);
      }
      return sums;
    }
  }
}
