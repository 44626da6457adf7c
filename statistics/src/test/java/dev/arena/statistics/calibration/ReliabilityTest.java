package dev.arena.statistics.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.References;
import dev.arena.statistics.loss.OutcomeProbabilities;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
  @Test
  void theErrorIsTheMeanOverRowsOfEachBinsDistance() {
    Reliability reliability =
        Reliability.of(
            ReliabilitySums.of(
                new double[] {0.62, 0.68, 0.85, 1}, new boolean[] {true, false, true, true}));
    // bin 0.6 to 0.7: confidence 0.65, right 1 of 2; bin 0.8 to 0.9: 0.85, right; bin 0.9 to 1: 1
    assertThat(reliability.bins())
        .extracting(Reliability.Bin::rows, Reliability.Bin::right)
        .containsExactly(tuple(2L, 0.5), tuple(1L, 1.0), tuple(1L, 1.0));
    assertThat(reliability.calibrationError()).isCloseTo((2 * 0.15 + 0.15 + 0) / 4, within(1e-7));
  }

  @Test
  void theErrorIsThatOfTheDefinitionInNumpy() {
    ReliabilitySums sums = ReliabilitySums.EMPTY;
    for (double[] vote : References.rows("votes.csv")) {
      OutcomeProbabilities p = new OutcomeProbabilities(vote[0], vote[1], vote[2]);
      sums = sums.plus(p.of(p.likeliest()), p.likeliest() == (int) vote[3]);
    }
    assertThat(Reliability.of(sums).calibrationError())
        .isCloseTo(References.values("expected.csv").get("ece"), within(1e-7));
  }

  @Property(tries = 50)
  void binsHoldEveryRowOnce(@ForAll @IntRange(min = 1, max = 200) int rows, @ForAll long seed) {
    Random random = new Random(seed);
    double[] confidences = confidences(rows, random);
    Reliability reliability =
        Reliability.of(ReliabilitySums.of(confidences, drawn(confidences, random)));
    assertThat(reliability.bins().stream().mapToLong(Reliability.Bin::rows).sum()).isEqualTo(rows);
    assertThat(reliability.bins())
        .allSatisfy(
            bin -> {
              assertThat(bin.confidence()).isBetween(bin.from() - 1e-9, bin.to() + 1e-9);
              assertThat(bin.right()).isBetween(bin.interval95().low(), bin.interval95().high());
            });
    assertThat(reliability.calibrationError()).isBetween(0.0, 1.0);
  }

  @Property(tries = 50)
  void rowsCanBeAddedInAnyOrderAndWithdrawn(
      @ForAll @IntRange(min = 0, max = 100) int rows, @ForAll long seed) {
    Random random = new Random(seed);
    double[] confidences = confidences(rows, random);
    boolean[] right = drawn(confidences, random);
    ReliabilitySums all = ReliabilitySums.of(confidences, right);
    ReliabilitySums oneByOne = ReliabilitySums.EMPTY.plus(0.5, true);
    for (int i = rows - 1; i >= 0; i--) {
      oneByOne = oneByOne.plus(confidences[i], right[i]);
    }
    oneByOne = oneByOne.minus(0.5, true);
    assertThat(oneByOne).isEqualTo(all);
    assertThat(all.plus(all).minus(oneByOne)).isEqualTo(all);
    assertThat(all.rows()).isEqualTo(rows);
  }

  @Test
  void theLowerEndOfABinBelongsToIt() {
    assertThat(ReliabilitySums.bin(0)).isZero();
    assertThat(ReliabilitySums.bin(0.4)).isEqualTo(4);
    assertThat(ReliabilitySums.bin(Math.nextDown(0.4))).isEqualTo(3);
    assertThat(ReliabilitySums.bin(1)).isEqualTo(9);
    assertThatThrownBy(() -> ReliabilitySums.bin(1.1))
        .hasMessageContaining("expected a number from 0 to 1");
    assertThatThrownBy(() -> new ReliabilitySums(List.of())).hasMessageContaining("expected 10");
  }

  private static double[] confidences(int rows, Random random) {
    return random.doubles(rows, 1 / 3.0, 1).toArray();
  }

  private static boolean[] drawn(double[] confidences, Random random) {
    boolean[] right = new boolean[confidences.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = random.nextDouble() < confidences[i];
    }
    return right;
  }
}
