package dev.arena.streamer.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class InFlightWindowTest {
  private static final int MOST = 256;
  private static final Duration TARGET = Duration.ofSeconds(1);

  private final InFlightWindow window = new InFlightWindow(MOST, TARGET);

  @Test
  void quickAnswersFromAFullWindowGrowItToItsMaximum() {
    for (int i = 0; i < 10; i++) {
      window.answered(window.size(), Duration.ofMillis(100));
    }

    assertThat(window.size()).isEqualTo(MOST);
  }

  @Test
  void quickAnswersFromAWindowThatIsNotFullLeaveItAsItIs() {
    int before = window.size();

    window.answered(before - 1, Duration.ZERO);

    assertThat(window.size()).isEqualTo(before);
  }

  @Test
  void aRecordThatTookTwiceTheTargetHalvesWhatWasInFlight() {
    window.answered(16, Duration.ofSeconds(2));

    assertThat(window.size()).isEqualTo(8);
  }

  @Test
  void oneRecordMayAlwaysBeInFlight() {
    window.answered(1, Duration.ofHours(1));

    assertThat(window.size()).isEqualTo(1);
  }

  @Property(tries = 200)
  void atAnySpeedTheWindowSettlesWhereARecordTakesBetweenAQuarterAndTheWholeTarget(
      @ForAll @DoubleRange(min = 3, max = 250) double recordsPerSecond) {
    for (int i = 0; i < 30; i++) {
      window.answered(window.size(), timeInFlight(recordsPerSecond));
    }

    double seconds = timeInFlight(recordsPerSecond).toNanos() / 1e9;
    assertThat(seconds).isLessThanOrEqualTo(1.001);
    assertThat(window.size() == MOST || seconds >= 0.25).isTrue();
  }

  private Duration timeInFlight(double recordsPerSecond) {
    return Duration.ofNanos((long) (window.size() / recordsPerSecond * 1e9));
  }
}
