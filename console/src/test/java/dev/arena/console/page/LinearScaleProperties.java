package dev.arena.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Where values and tick marks are. */
final class LinearScaleProperties {
  @Property
  void ticksAreOnTheScaleAndAreFew(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double one,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double other,
      @ForAll @IntRange(min = 4, max = 12) int most) {
    LinearScale scale = LinearScale.of(Math.min(one, other), Math.max(one, other), 10, 200);

    List<Double> ticks = scale.ticks(most);

    assertThat(ticks).hasSizeBetween(1, most + 1).allMatch(scale::holds).isSorted();
    assertThat(scale.digits(most)).isBetween(0, 20);
  }

  @Property
  void aValueIsBetweenTheEnds(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double value,
      @ForAll @DoubleRange(min = -100, max = 100) double low,
      @ForAll @DoubleRange(min = 0, max = 100) double width) {
    assertThat(LinearScale.of(low, low + width, 200, 10).at(value)).isBetween(10.0, 200.0);
  }
}
