package dev.arena.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.statistics.Interval;
import dev.arena.statistics.References;
import dev.arena.statistics.loss.FixedPoint;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {
  private static final ConfidenceSequence STANDARD = ConfidenceSequence.STANDARD;

  /** Columns: t, alpha, t0, width. */
  @Test
  void theWidthIsThatOfConfseqsNormalMixture() {
    for (double[] row : References.rows("confseq.csv")) {
      ConfidenceSequence sequence = new ConfidenceSequence(row[1], (long) row[2], 2);
      assertThat(sequence.width((long) row[0])).isCloseTo(row[3], Percentage.withPercentage(1e-11));
    }
  }

  /** Columns: t, width. Glide computes a one-sided bound with a slightly larger logarithm. */
  @Test
  void theWidthIsJustBelowThatOfGlide() {
    for (double[] row : References.rows("glide.csv")) {
      assertThat(STANDARD.width((long) row[0])).isBetween(0.99 * row[1], row[1]);
    }
  }

  /** Columns: value, then the ends of the interval after it. */
  @Test
  void theIntervalsOfASeriesAreThoseOfTheDefinitionInNumpy() {
    List<double[]> series = References.rows("series.csv");
    UnitSums sums = UnitSums.EMPTY;
    int compared = 0;
    for (double[] row : series) {
      sums = sums.plus(Unit.of(FixedPoint.of(row[0])));
      if (sums.units() >= STANDARD.validFrom()) {
        Interval interval = STANDARD.around(sums);
        assertThat(interval.low()).isCloseTo(row[1], Offset.offset(1e-8));
        assertThat(interval.high()).isCloseTo(row[2], Offset.offset(1e-8));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Property
  void moreObservationsNarrowTheInterval(
      @ForAll @Scale(6) @DoubleRange(min = 1e-6, max = 0.5) double alpha,
      @ForAll @LongRange(min = 1, max = 100_000) long tightestAt,
      @ForAll @LongRange(min = 2, max = 1_000_000_000) long t) {
    ConfidenceSequence sequence = new ConfidenceSequence(alpha, tightestAt, 2);
    assertThat(sequence.width(t + 1)).isLessThan(sequence.width(t));
  }

  @Property
  void theObservationsNeededAreTheFewestThatSuffice(
      @ForAll @Scale(4) @DoubleRange(min = 1e-4, max = 0.5) double distance,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 2) double deviation) {
    long needed = STANDARD.observationsFor(distance, deviation).orElseThrow();
    assertThat(deviation * STANDARD.width(needed)).isLessThan(distance);
    if (needed > STANDARD.validFrom()) {
      assertThat(deviation * STANDARD.width(needed - 1)).isGreaterThanOrEqualTo(distance);
    }
  }

  @Test
  void noNumberOfObservationsExcludesADistanceOfZero() {
    assertThat(STANDARD.observationsFor(0, 1)).isEqualTo(OptionalLong.empty());
    assertThat(STANDARD.observationsFor(1e-12, 1)).isEqualTo(OptionalLong.empty());
    assertThat(STANDARD.observationsFor(0.1, Double.NaN)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void thereIsNoIntervalBeforeItIsValid() {
    assertThat(STANDARD.width(99)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(STANDARD.width(100)).isFinite();
    UnitSums sums = UnitSums.EMPTY;
    assertThat(STANDARD.around(sums).contains(1e300)).isTrue();
    for (int i = 0; i < 99; i++) {
      sums = sums.plus(Unit.of(i));
    }
    assertThat(STANDARD.around(sums).contains(1e300)).isTrue();
    assertThat(STANDARD.around(sums.plus(Unit.of(99))).contains(1)).isFalse();
  }

  @Test
  void settingsWithoutMeaningAreRefused() {
    assertThatThrownBy(() -> new ConfidenceSequence(0.6, 1000, 100))
        .hasMessageContaining("expected a number above 0 and at most 0.5");
    assertThatThrownBy(() -> new ConfidenceSequence(Double.NaN, 1000, 100))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConfidenceSequence(0.05, 0, 100))
        .hasMessageContaining("expected at least 1 and 2");
  }
}
