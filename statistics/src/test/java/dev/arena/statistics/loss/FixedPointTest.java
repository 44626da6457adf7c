package dev.arena.statistics.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FixedPointTest {
  private static final long LARGEST = (1L << 31) - 1;

  @Property
  void aValueIsRoundedToTheNearestStep(
      @ForAll @Scale(15) @DoubleRange(min = -127, max = 127) double value) {
    // in binary, where the difference is exact; AssertJ's isCloseTo subtracts decimal texts
    double rounded = FixedPoint.toDouble(FixedPoint.of(value));
    assertThat(Math.abs(rounded - value)).isLessThanOrEqualTo(0x1p-25);
    assertThat(FixedPoint.of(-value)).isEqualTo(-FixedPoint.of(value));
  }

  @Property
  void aSquareIsRoundedToTheNearestStep(
      @ForAll @LongRange(min = -LARGEST, max = LARGEST) long value) {
    BigDecimal exact =
        new BigDecimal(BigInteger.valueOf(value).pow(2))
            .divide(BigDecimal.valueOf(1L << 24), 0, RoundingMode.HALF_UP);
    assertThat(FixedPoint.square(value)).isEqualTo(exact.longValueExact());
  }

  @Property
  void sumsDoNotDependOnTheOrderAndSubtractingUndoesAdding(
      @ForAll @Size(max = 50) List<@Scale(15) @DoubleRange(min = -35, max = 35) Double> values,
      @ForAll long seed) {
    List<Double> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(sum(shuffled)).isEqualTo(sum(values));
    long without = sum(values) - sum(shuffled.subList(0, shuffled.size() / 2));
    assertThat(without).isEqualTo(sum(shuffled.subList(shuffled.size() / 2, shuffled.size())));
  }

  private static long sum(List<Double> values) {
    return values.stream().mapToLong(FixedPoint::of).sum();
  }

  @Test
  void aValueThatDoesNotFitIsRefused() {
    for (double value : new double[] {128, -128, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> FixedPoint.of(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a number between -128 and 128");
    }
    assertThatThrownBy(() -> FixedPoint.square(LARGEST + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FixedPoint.square(Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
