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
  void quickDrainsOfAFullWindowGrowItToItsMaximum() {
    for (int i = 0; i < 10; i++) {
      window.drained(window.size(), Duration.ofMillis(100));
    }

    assertThat(window.size()).isEqualTo(MOST);
  }

  @Test
  void quickDrainsOfAWindowThatIsNotFullLeaveItAsItIs() {
    int before = window.size();

    window.drained(before - 1, Duration.ZERO);

    assertThat(window.size()).isEqualTo(before);
  }

  @Test
  void aDrainThatTookTwiceTheTargetHalvesWhatWasInFlight() {
    window.drained(16, Duration.ofSeconds(2));

    assertThat(window.size()).isEqualTo(8);
  }

  @Test
  void oneRecordMayAlwaysBeInFlight() {
    window.drained(1, Duration.ofHours(1));

    assertThat(window.size()).isEqualTo(1);
  }

  @Property(tries = 200)
  void atAnySpeedTheWindowSettlesWhereADrainTakesBetweenAQuarterAndTheWholeTarget(
      @ForAll @DoubleRange(min = 3, max = 250) double recordsPerSecond) {
    for (int i = 0; i < 30; i++) {
      window.drained(window.size(), drainTime(recordsPerSecond));
    }

    double seconds = drainTime(recordsPerSecond).toNanos() / 1e9;
    assertThat(seconds).isLessThanOrEqualTo(1.001);
    assertThat(window.size() == MOST || seconds >= 0.25).isTrue();
  }

  private Duration drainTime(double recordsPerSecond) {
    return Duration.ofNanos((long) (window.size() / recordsPerSecond * 1e9));
  }
}
