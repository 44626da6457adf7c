package dev.arena.statistics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.statistics.References;
import dev.arena.statistics.drift.ReferenceHistogram.Categorical;
import dev.arena.statistics.drift.ReferenceHistogram.Numeric;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PopulationStabilityTest {
  /**
   * Columns: five counts of the reference, five of today, evidently's index, and numpy's with
   * halves.
   */
  @Test
  void theIndexIsThatOfEvidentlyAndOfItsDefinitionInNumpy() {
    for (double[] row : References.rows("psi.csv")) {
      double[] before = Arrays.copyOfRange(row, 0, 5);
      double[] today = Arrays.copyOfRange(row, 5, 10);
      assertThat(PopulationStability.index(before, today, 0)).isCloseTo(row[10], within(1e-12));
      Categorical reference =
          new Categorical("script", List.of("a", "b", "c", "d", "e"), counts(before));
      long[] counts = Arrays.copyOf(Arrays.stream(today).mapToLong(x -> (long) x).toArray(), 6);
      assertThat(PopulationStability.of(reference, counts).index())
          .isCloseTo(row[11], within(1e-12));
    }
  }

  private static List<Long> counts(double[] counts) {
    return LongStream.concat(Arrays.stream(counts).mapToLong(x -> (long) x), LongStream.of(0))
        .boxed()
        .toList();
  }

  @Property
  void theIndexIsNeverNegativeAndDoesNotDependOnTheDirection(
      @ForAll @Size(10) List<@DoubleRange(min = 0, max = 1e6) Double> before,
      @ForAll @Size(10) List<@DoubleRange(min = 0, max = 1e6) Double> today) {
    double[] first = before.stream().mapToDouble(count -> count).toArray();
    double[] second = today.stream().mapToDouble(count -> count).toArray();
    double index = PopulationStability.index(first, second, 0.5);
    assertThat(index).isGreaterThanOrEqualTo(0);
    assertThat(PopulationStability.index(second, first, 0.5)).isCloseTo(index, within(1e-12));
    assertThat(PopulationStability.index(first, first, 0.5)).isZero();
  }

  @Test
  void theNoiseIsTheMeanPlusThreeStandardDeviations() {
    assertThat(PopulationStability.noise(10, 1000, 500))
        .isCloseTo(9 * 0.003 + 3 * Math.sqrt(18) * 0.003, within(1e-15));
    assertThat(PopulationStability.noise(1, 1000, 500)).isZero();
    assertThat(PopulationStability.noise(10, 0, 500)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** Three standard deviations of a skewed variable: about one run in a hundred. */
  @Test
  void withoutDriftTheIndexRarelyExceedsItsNoise() {
    SplittableRandom random = new SplittableRandom(17);
    int above = 0;
    double sum = 0;
    int runs = 2000;
    for (int run = 0; run < runs; run++) {
      Numeric reference = Numeric.of("length", gaussians(2000, 0, random));
      PopulationStability today = compared(reference, gaussians(300, 0, random));
      above += today.index() > today.noise() ? 1 : 0;
      sum += today.index();
      assertThat(today.alarm()).isFalse();
    }
    assertThat(above).isBetween(4, 50);
    assertThat(sum / runs).isCloseTo(9 * (1 / 2000.0 + 1 / 300.0), within(0.003));
  }

  @Test
  void aShiftOfOneStandardDeviationRaisesAnAlarm() {
    SplittableRandom random = new SplittableRandom(19);
    Numeric reference = Numeric.of("length", gaussians(5000, 0, random));
    PopulationStability shifted = compared(reference, gaussians(500, 1, random));
    assertThat(shifted.alarm()).isTrue();
    assertThat(shifted.feature()).isEqualTo("length");
    assertThat(shifted.rows()).isEqualTo(500);
  }

  @Test
  void fewRowsRaiseNoAlarmHoweverTheyDiffer() {
    Numeric reference = Numeric.of("length", gaussians(5000, 0, new SplittableRandom(23)));
    PopulationStability few = compared(reference, new double[] {9, 9, 9});
    assertThat(few.index()).isGreaterThan(PopulationStability.THRESHOLD);
    assertThat(few.alarm()).isFalse();
    assertThat(PopulationStability.of(reference, new long[10]).alarm()).isFalse();
  }

  @Test
  void aFeatureThatIsAlwaysTheSameHasNoIndex() {
    Numeric turns = Numeric.of("turns", new double[] {1, 1, 1});
    assertThat(turns.edges()).containsExactly(1.0);
    PopulationStability same = PopulationStability.of(turns, new long[] {500, 0});
    assertThat(same.index()).isZero();
    assertThat(same.alarm()).isFalse();
    assertThat(PopulationStability.of(turns, new long[] {0, 500}).index()).isGreaterThan(1);
  }

  @Test
  void edgesAreTheDistinctDecilesAndBinsHoldTheirUpperEdge() {
    Numeric turns = Numeric.of("turns", new double[] {2, 1, 1, 1, 1, 1, 3, 1, 2, 7});
    assertThat(turns.edges()).containsExactly(1.0, 2.0, 3.0);
    assertThat(turns.counts()).containsExactly(6L, 2L, 1L, 1L);
    assertThat(turns.bin(0)).isZero();
    assertThat(turns.bin(1)).isZero();
    assertThat(turns.bin(1.5)).isEqualTo(1);
    assertThat(turns.bin(Double.POSITIVE_INFINITY)).isEqualTo(3);
    assertThatThrownBy(() -> turns.bin(Double.NaN))
        .hasMessageContaining("a value of turns is not a number");
  }

  @Property
  void tenthsOfDistinctValuesFallIntoEachBin(
      @ForAll @LongRange(min = 10, max = 3000) long values, @ForAll long seed) {
    double[] distinct = gaussians((int) values, 0, new SplittableRandom(seed));
    Numeric histogram = Numeric.of("length", distinct);
    assertThat(histogram.counts()).hasSize(10);
    assertThat(histogram.counts())
        .allSatisfy(count -> assertThat((double) count).isCloseTo(values / 10.0, within(1.0)));
  }

  @Test
  void aNewCategoryFallsIntoTheLastBin() {
    Categorical script = Categorical.of("script", Map.of("Latin", 900L, "Han", 100L));
    assertThat(script.categories()).containsExactly("Han", "Latin");
    assertThat(script.counts()).containsExactly(100L, 900L, 0L);
    assertThat(script.bin("Latin")).isEqualTo(1);
    assertThat(script.bin("Cyrillic")).isEqualTo(2);
    assertThat(PopulationStability.of(script, new long[] {30, 270, 0}).alarm()).isFalse();
    assertThat(PopulationStability.of(script, new long[] {30, 170, 100}).alarm()).isTrue();
  }

  @Test
  void aHistogramThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new Numeric("length", List.of(1.0, 2.0), List.of(1L, 2L)))
        .hasMessageContaining("the histogram of length has 2 edges and the counts [1, 2]");
    assertThatThrownBy(() -> new Numeric("length", List.of(2.0, 1.0), List.of(1L, 2L, 3L)))
        .hasMessageContaining("expected finite numbers in ascending order");
    assertThatThrownBy(() -> new Numeric("length", List.of(1.0), List.of(1L, -2L)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Categorical("script", List.of("a", "a"), List.of(1L, 2L, 3L)))
        .hasMessageContaining("expected each once");
    assertThatThrownBy(() -> Numeric.of("length", new double[0]))
        .hasMessageContaining("the feature length has no value");
    Numeric two = new Numeric("length", List.of(1.0), List.of(1L, 2L));
    assertThatThrownBy(() -> PopulationStability.of(two, new long[3]))
        .hasMessageContaining("there are 3 counts of length; expected 2");
  }

  private static PopulationStability compared(Numeric reference, double[] values) {
    long[] counts = new long[reference.counts().size()];
    Arrays.stream(values).forEach(value -> counts[reference.bin(value)]++);
    return PopulationStability.of(reference, counts);
  }

  private static double[] gaussians(int count, double mean, SplittableRandom random) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> mean + random.nextGaussian());
    return values;
  }
}
