package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackgroundRestTest {
  private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

  @Test
  void aThreadRestsFourTimesAsLongAsOthersTookBeyondHalfOfTheTime() {
    assertThat(BackgroundRest.of(50 * MILLISECOND, 10 * MILLISECOND))
        .isEqualTo(Duration.ofMillis(4 * (50 - 2 * 10)));
  }

  @Property
  void aThreadThatHadAProcessorForHalfOfTheTimeDoesNotRest(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 4) long used) {
    assertThat(BackgroundRest.of(used, used)).isZero();
    assertThat(BackgroundRest.of(2 * used, used)).isZero();
  }

  @Property
  void aRestIsNeverLongerThanItsLimit(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long took) {
    assertThat(BackgroundRest.of(took, 0)).isBetween(Duration.ZERO, BackgroundRest.LONGEST);
  }

  @Test
  void workDuringWhichTheThreadWaitedIsFollowedByARest() {
    long started = System.nanoTime();
    BackgroundRest.after(() -> LockSupport.parkNanos(10 * MILLISECOND));
    long waited = System.nanoTime() - started;
    assertThat(waited).isGreaterThan(20 * MILLISECOND);
  }
}
