package dev.arena.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void ticksAreRoundAndHaveDifferentLabels() {
    Axis axis = new Axis(0.93, 1.11, 0, 100);
    assertThat(axis.ticks()).hasSize(4);
    assertThat(axis.ticks().stream().map(tick -> axis.label(tick)))
        .containsExactly("0.95", "1.00", "1.05", "1.10");
    Axis steps = new Axis(0, 3210, 0, 100);
    assertThat(steps.ticks().stream().map(tick -> steps.label(tick)))
        .containsExactly("0", "1,000", "2,000", "3,000");
    Axis around = new Axis(-0.03, 0.02, 0, 100);
    assertThat(around.ticks().stream().map(tick -> around.label(tick)))
        .containsExactly("−0.03", "−0.02", "−0.01", "0.00", "0.01", "0.02");
    Axis rates = new Axis(0, 3e-5, 0, 100);
    assertThat(rates.label(1e-5)).isEqualTo("1e-5");
    Axis halves = new Axis(4e-6, 2.2e-5, 0, 100);
    assertThat(halves.ticks().stream().map(tick -> halves.label(tick)))
        .containsExactly("5.0e-6", "1.0e-5", "1.5e-5", "2.0e-5");
  }

  @Test
  void aNumberIsPlacedByItsShareOfTheAxis() {
    assertThat(new Axis(0, 10, 100, 200).at(2.5)).isCloseTo(125, within(1e-9));
    assertThat(new Axis(0, 1, 200, 100).at(1)).isEqualTo(100);
    Axis single = Axis.around(1, 1, 0, 10);
    assertThat(single.at(1)).isCloseTo(5, within(1e-9));
  }

  @Property
  void everyAxisHasAFewTicksWithinItsEnds(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double low,
      @ForAll @Scale(6) @DoubleRange(min = 1e-6, max = 1e6) double width) {
    Axis axis = new Axis(low, low + width, 0, 1);
    List<Double> ticks = axis.ticks();
    assertThat(ticks).hasSizeBetween(1, 6);
    assertThat(ticks).allSatisfy(tick -> assertThat(axis.at(tick)).isBetween(-1e-3, 1 + 1e-3));
  }
}
