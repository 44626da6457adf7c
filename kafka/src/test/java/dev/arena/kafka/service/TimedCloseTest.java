package dev.arena.kafka.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TimedCloseTest {
  @Test
  void whatNeverEndsIsLeftBehind() throws InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    TimedClose close =
        new TimedClose("It", () -> hangs.await(1, TimeUnit.MINUTES), Duration.ofMillis(50));

    close.close();

    assertThat(close.abandoned()).isTrue();
    hangs.countDown();
  }

  @Test
  void whatEndsInTimeIsWaitedFor() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    TimedClose close = new TimedClose("It", closed::countDown, Duration.ofMinutes(1));

    close.close();

    assertThat(closed.getCount()).isZero();
    assertThat(close.abandoned()).isFalse();
  }

  @Test
  void closingAgainNeitherClosesNorWaits() throws InterruptedException {
    AtomicInteger closes = new AtomicInteger();
    CountDownLatch hangs = new CountDownLatch(1);
    TimedClose close =
        new TimedClose(
            "It",
            () -> {
              closes.incrementAndGet();
              hangs.await(1, TimeUnit.MINUTES);
            },
            Duration.ofMillis(50));

    close.close();
    hangs.countDown();
    close.close();

    assertThat(closes).hasValue(1);
    assertThat(close.abandoned()).isTrue();
  }
}
