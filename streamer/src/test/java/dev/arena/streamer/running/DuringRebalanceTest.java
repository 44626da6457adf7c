package dev.arena.streamer.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DuringRebalanceTest {
  private final Semaphore acted = new Semaphore(0);
  private final DuringRebalance rebalance =
      new DuringRebalance(acted::release, Duration.ofMillis(1), Executors.defaultThreadFactory());

  @AfterEach
  void close() {
    rebalance.close();
  }

  @Test
  void actsAgainAndAgainUntilTheRebalanceIsDone() throws InterruptedException {
    rebalance.accept(KafkaStreams.State.REBALANCING);
    assertThat(acted.tryAcquire(5, 20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void actsOnceMoreWhenItIsDone() throws InterruptedException {
    rebalance.accept(KafkaStreams.State.RUNNING);
    assertThat(acted.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(acted.tryAcquire()).isFalse();
  }
}
