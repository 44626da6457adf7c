package dev.arena.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BoundedCloseTest {
  @Test
  void whatNeverEndsIsLeftBehind() throws InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    BoundedClose close = new BoundedClose(hangs::await, Duration.ofMillis(50));

    close.close();

    assertThat(close.abandoned()).isTrue();
    hangs.countDown();
  }

  @Test
  void whatEndsInTimeIsWaitedFor() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    BoundedClose close = new BoundedClose(closed::countDown, Duration.ofSeconds(20));

    close.close();

    assertThat(closed.getCount()).isZero();
    assertThat(close.abandoned()).isFalse();
  }
}
