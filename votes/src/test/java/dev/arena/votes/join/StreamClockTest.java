package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StreamClockTest {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private KeyValueStore<Integer, Long> store;

  @BeforeEach
  void open() {
    store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("progress"), Serdes.Integer(), Serdes.Long())
            .withLoggingDisabled()
            .build();
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    store.init(context.getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void showsTheTimeOfThePartitionThatIsBehind() {
    StreamClock clock = new StreamClock(store, 2, IDLE, 0);
    assertThat(clock.now()).isZero();
    clock.observe(0, 50, 0);
    assertThat(clock.now()).isZero();
    clock.observe(1, 30, 0);
    assertThat(clock.now()).isEqualTo(30);
    clock.observe(0, 90, 0);
    assertThat(clock.now()).isEqualTo(30);
    clock.observe(1, 60, 0);
    assertThat(clock.now()).isEqualTo(60);
    assertThat(clock.latest()).isEqualTo(90);
  }

  @Test
  void neverGoesBack() {
    StreamClock clock = new StreamClock(store, 1, IDLE, 0);
    clock.observe(0, 50, 0);
    clock.observe(0, 20, 0);
    clock.observe(1, 10, 0);
    assertThat(clock.now()).isEqualTo(50);
    clock.observe(1, 60, 0);
    assertThat(clock.now()).isEqualTo(50);
    clock.observe(0, 55, 0);
    assertThat(clock.now()).isEqualTo(55);
  }

  @Test
  void doesNotWaitForAnIdlePartitionUntilARecordComesFromIt() {
    StreamClock clock = new StreamClock(store, 2, IDLE, 0);
    clock.observe(0, 50, MINUTE);
    clock.skipIdle(IDLE.toMillis() - 1);
    assertThat(clock.now()).isZero();
    clock.skipIdle(IDLE.toMillis());
    assertThat(clock.now()).isEqualTo(50);
    clock.observe(0, 70, IDLE.toMillis());
    assertThat(clock.now()).isEqualTo(70);

    clock.observe(1, 60, IDLE.toMillis());
    clock.observe(0, 90, IDLE.toMillis());
    assertThat(clock.now()).isEqualTo(70);
    clock.observe(1, 80, IDLE.toMillis());
    assertThat(clock.now()).isEqualTo(80);
  }

  @Test
  void standsStillWhenAllPartitionsAreIdle() {
    StreamClock clock = new StreamClock(store, 2, IDLE, 0);
    clock.observe(0, 50, 0);
    clock.skipIdle(2 * IDLE.toMillis());
    assertThat(clock.now()).isZero();
    clock.observe(0, 60, 2 * IDLE.toMillis());
    assertThat(clock.now()).isEqualTo(60);
  }

  @Test
  void aRestartDoesNotTakeItBackWhileAPartitionIsSilent() {
    StreamClock before = new StreamClock(store, 2, IDLE, 0);
    before.observe(0, 50 * MINUTE, 0);
    before.skipIdle(IDLE.toMillis());
    before.observe(0, 60 * MINUTE, IDLE.toMillis());
    assertThat(before.now()).isEqualTo(60 * MINUTE);

    assertThat(new StreamClock(store, 2, IDLE, 0).now()).isEqualTo(60 * MINUTE);
  }

  @Test
  void afterARestartWaitsForThePartitionThatWasBehind() {
    StreamClock before = new StreamClock(store, 2, IDLE, 0);
    before.observe(0, 9 * MINUTE, 0);
    before.observe(1, 5 * MINUTE, 0);
    before.observe(1, 5 * MINUTE + 1, 0);

    StreamClock after = new StreamClock(store, 2, IDLE, 0);
    assertThat(after.now()).isEqualTo(5 * MINUTE);
    assertThat(after.latest()).isEqualTo(9 * MINUTE);
    after.observe(0, 20 * MINUTE, 0);
    assertThat(after.now()).isEqualTo(5 * MINUTE);
  }
}
