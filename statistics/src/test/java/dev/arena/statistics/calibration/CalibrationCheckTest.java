package dev.arena.statistics.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.References;
import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.statistics.loss.VoteScore;
import dev.arena.statistics.sequential.ConfidenceSequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CalibrationCheckTest {
  @Test
  void theStandardisedSurpriseIsThatOfItsDefinitionInNumpy() {
    CalibrationSums sums = CalibrationSums.EMPTY;
    for (double[] vote : References.rows("votes.csv")) {
      OutcomeProbabilities p = new OutcomeProbabilities(vote[0], vote[1], vote[2]);
      sums = sums.plus(CalibrationUnit.of(VoteScore.of(p, (int) vote[3])));
    }
    assertThat(sums.z()).isCloseTo(References.values("expected.csv").get("z"), within(1e-5));
    assertThat(CalibrationCheck.ofIndependent(sums).z()).isEqualTo(sums.z());
  }

  @Test
  void aModelThatClaimsTooMuchIsOverconfident() {
    // claims 0.8, is right in 0.6
    CalibrationCheck check =
        CalibrationCheck.ofIndependent(votes(2000, new OutcomeProbabilities(0.8, 0.1, 0.1), 0.6));
    assertThat(check.alarm()).isTrue();
    assertThat(check.overconfident()).isTrue();
    assertThat(check.underconfident()).isFalse();
    assertThat(check.z()).isGreaterThan(5);
  }

  @Test
  void aModelThatClaimsTooLittleIsUnderconfident() {
    CalibrationCheck check =
        CalibrationCheck.ofIndependent(votes(2000, new OutcomeProbabilities(0.6, 0.2, 0.2), 0.8));
    assertThat(check.alarm()).isTrue();
    assertThat(check.underconfident()).isTrue();
    assertThat(check.overconfident()).isFalse();
  }

  @Test
  void aModelThatIsRightRaisesNoAlarm() {
    CalibrationCheck check =
        CalibrationCheck.ofIndependent(votes(20_000, new OutcomeProbabilities(0.7, 0.2, 0.1), 0.7));
    assertThat(check.alarm()).isFalse();
    assertThat(check.interval().contains(check.mean())).isTrue();
  }

  /** All of its first 100 votes are as predicted, which happens in a third of all runs. */
  @Test
  void aConfidentModelRaisesNoAlarmBeforeItsFirstSurprise() {
    CalibrationSums sums = CalibrationSums.EMPTY;
    for (int i = 0; i < 100; i++) {
      double first = i % 2 == 0 ? 0.99 : 0.985;
      OutcomeProbabilities p = new OutcomeProbabilities(first, (1 - first) / 2, (1 - first) / 2);
      sums = sums.plus(CalibrationUnit.of(VoteScore.of(p, 0)));
    }
    assertThat(CalibrationCheck.ofIndependent(sums).alarm()).isFalse();
    // the spread that was observed would have excluded 0
    assertThat(ConfidenceSequence.STANDARD.around(sums.surprise()).contains(0)).isFalse();
  }

  @Test
  void withoutVotesThereIsNoAlarm() {
    CalibrationCheck none = CalibrationCheck.ofIndependent(CalibrationSums.EMPTY);
    assertThat(none.alarm()).isFalse();
    assertThat(none.mean()).isNaN();
    assertThat(none.units()).isZero();
  }

  @Property(tries = 100)
  void unitsCanBeAddedInAnyOrderAndWithdrawn(
      @ForAll @IntRange(min = 1, max = 30) int votes, @ForAll long seed) {
    Random random = new Random(seed);
    List<CalibrationUnit> units = new ArrayList<>();
    CalibrationUnit open = CalibrationUnit.EMPTY;
    for (int i = 0; i < votes; i++) {
      VoteScore score = score(random);
      VoteScore withdrawn = score(random);
      open = open.plus(withdrawn).plus(score).minus(withdrawn);
      if (random.nextBoolean()) {
        units.add(open);
        open = CalibrationUnit.EMPTY;
      }
    }
    units.add(open);
    CalibrationSums sums = add(CalibrationSums.EMPTY, units);
    CalibrationSums half = add(CalibrationSums.EMPTY, units.subList(0, units.size() / 2));
    Collections.shuffle(units, random);
    assertThat(add(CalibrationSums.EMPTY, units)).isEqualTo(sums);
    assertThat(sums.minus(half).plus(half)).isEqualTo(sums);
    CalibrationSums without = sums;
    for (CalibrationUnit unit : units) {
      without = without.minus(unit);
    }
    assertThat(without).isEqualTo(CalibrationSums.EMPTY);
  }

  private static CalibrationSums add(CalibrationSums sums, List<CalibrationUnit> units) {
    CalibrationSums all = sums;
    for (CalibrationUnit unit : units) {
      all = all.plus(unit);
    }
    return all;
  }

  private static VoteScore score(Random random) {
    double a = random.nextDouble();
    double b = (1 - a) * random.nextDouble();
    return VoteScore.of(new OutcomeProbabilities(a, b, Math.max(0, 1 - a - b)), random.nextInt(3));
  }

  /** Votes for A with a probability, and for B and tie as often as each other. */
  private static CalibrationSums votes(int count, OutcomeProbabilities claimed, double first) {
    SplittableRandom random = new SplittableRandom(11);
    double second = first + (1 - first) * claimed.b() / (claimed.b() + claimed.tie());
    CalibrationSums sums = CalibrationSums.EMPTY;
    for (int i = 0; i < count; i++) {
      double uniform = random.nextDouble();
      int outcome = uniform < first ? 0 : uniform < second ? 1 : 2;
      sums = sums.plus(CalibrationUnit.of(VoteScore.of(claimed, outcome)));
    }
    return sums;
  }
}
