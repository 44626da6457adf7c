package dev.arena.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ScheduleProperties {
  private static final Schedule.Limits LIMITS =
      new Schedule.Limits(Duration.ofSeconds(10), 200, Duration.ofSeconds(60));

  @Example
  void aRateIsHeldUntilThereAreEnoughPairsButNotLongerThanTheMaximum() {
    assertThat(Schedule.of(1, LIMITS).count()).isEqualTo(60);
    assertThat(Schedule.of(10, LIMITS).count()).isEqualTo(200);
    assertThat(Schedule.of(100, LIMITS).count()).isEqualTo(1000);
    assertThat(Schedule.of(0.001, LIMITS).count()).isEqualTo(1);
  }

  @Property
  void pairsAreDueOneAfterAnotherAtTheRate(
      @ForAll @DoubleRange(min = 0.1, max = 100_000) double rate,
      @ForAll @IntRange(max = 1_000_000) int index) {
    Schedule schedule = Schedule.of(rate, LIMITS);

    assertThat(schedule.dueNanos(0)).isZero();
    assertThat(schedule.dueNanos(index + 1)).isGreaterThan(schedule.dueNanos(index));
    double expected = index / rate * 1e9;
    assertThat(Math.abs(schedule.dueNanos(index) - expected))
        .isLessThanOrEqualTo(1 + Math.ulp(expected));
  }

  @Property
  void aRateIsHeldForAtLeastTheMinimumAndAtMostTheMaximumTime(
      @ForAll @DoubleRange(min = 0.1, max = 100_000) double rate) {
    Schedule schedule = Schedule.of(rate, LIMITS);

    double seconds = schedule.count() / rate;
    assertThat(seconds).isBetween(10 - 1 / rate, 60 + 1 / rate);
    assertThat(seconds >= 60 - 1 / rate || schedule.count() >= 200).isTrue();
  }

  @Example
  void anInvalidRateIsRejected() {
    assertThatThrownBy(() -> new Schedule(0, 1)).hasMessageContaining("expected more than 0");
    assertThatThrownBy(() -> new Schedule(Double.NaN, 1))
        .hasMessageContaining("expected more than 0");
  }
}
