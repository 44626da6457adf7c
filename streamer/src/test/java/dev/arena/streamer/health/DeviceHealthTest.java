package dev.arena.streamer.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.arena.kafka.health.CheckResult;
import dev.arena.models.UnscorablePairException;
import dev.arena.schemas.failure.DeviceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DeviceHealthTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final DeviceHealth device =
      new DeviceHealth("CPU", nanos::get, Clock.fixed(NOON, ZoneOffset.UTC));

  @Test
  void aDeviceThatOpenedTheModelWorksUntilABatchSaysOtherwise() {
    assertThat(device.result())
        .isEqualTo(CheckResult.up("CPU opened the model; no batch yet", NOON));
  }

  @Test
  void aDeviceThatFailedIsDownUntilItAnswersABatch() {
    fail(new DeviceException("the GPU is lost", new IllegalStateException()));
    assertThat(device.result()).isEqualTo(CheckResult.down("the GPU is lost", NOON));

    device.watched(() -> "scores");
    assertThat(device.result().up()).isTrue();
  }

  @Test
  void theMessageOfADefectIsNotShownBecauseItCanQuoteAPair() {
    fail(new IllegalStateException("my password is canary"));

    assertThat(device.result().up()).isFalse();
    assertThat(device.result().reason()).contains("IllegalStateException").doesNotContain("canary");
  }

  @Test
  void aPairThatCannotBeScoredIsNotTheDevicesFault() {
    fail(new UnscorablePairException("no turns"));

    assertThat(device.result().up()).isTrue();
  }

  @Test
  void aBatchThatHangsIsNoticedAlthoughOthersAreAnsweredMeanwhile() {
    device.watched(
        () -> {
          nanos.addAndGet(DeviceHealth.LONGEST.toNanos());
          device.watched(() -> "another batch");
          assertThat(device.result().up()).isTrue();

          nanos.addAndGet(Duration.ofSeconds(5).toNanos());
          assertThat(device.result())
              .isEqualTo(
                  CheckResult.down(
                      "a batch has not been answered for 65 s; expected less than 60 s",
                      NOON.minusSeconds(65)));
          return "late";
        });
    assertThat(device.result().up()).isTrue();
  }

  private void fail(RuntimeException thrown) {
    Throwable passed =
        catchThrowable(
            () ->
                device.watched(
                    () -> {
                      throw thrown;
                    }));
    assertThat(passed).isSameAs(thrown);
  }
}
