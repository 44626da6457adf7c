package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RebalanceTaskTest {
  private final Semaphore acted = new Semaphore(0);
  private final RebalanceTask rebalance =
      new RebalanceTask(acted::release, Duration.ofMillis(1), Executors.defaultThreadFactory());

  @AfterEach
  void close() {
    rebalance.close();
  }

  @Test
  void actsAgainAndAgainUntilTheRebalanceIsDone() throws InterruptedException {
    rebalance.accept(KafkaStreams.State.REBALANCING);
    assertThat(acted.tryAcquire(5, 1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void actsOnceMoreWhenItIsDone() throws InterruptedException {
    rebalance.accept(KafkaStreams.State.RUNNING);
    assertThat(acted.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
    assertThat(acted.tryAcquire()).isFalse();
  }
}
