package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateScheduleTest {
  private static final long START = Long.MAX_VALUE - 1000;

  @Test
  void rowsAreDueAtTheirShareOfASecondEvenWhenTheClockWraps() {
    ReplayLoop.RateSchedule schedule = new ReplayLoop.RateSchedule(4, START);
    assertThat(schedule.until(0, START)).isEqualTo(Duration.ZERO);
    assertThat(schedule.until(1, START)).isEqualTo(Duration.ofMillis(250));
    assertThat(schedule.until(8, START + Duration.ofSeconds(1).toNanos()))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void rowsHeldUpAreOverdue() {
    ReplayLoop.RateSchedule schedule = new ReplayLoop.RateSchedule(4, START);
    assertThat(schedule.until(1, START + Duration.ofSeconds(3).toNanos())).isNegative();
  }

  @Test
  void withoutARateEveryRowIsDue() {
    assertThat(new ReplayLoop.RateSchedule(Double.POSITIVE_INFINITY, START).until(1_000_000, START))
        .isZero();
  }
}
