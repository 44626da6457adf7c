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

final class StreamTimeTest {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final long INTERVAL = StreamTime.CHECK_INTERVAL.toMillis();
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
    StreamTime time = new StreamTime(store, 2, IDLE, 0);
    assertThat(time.now()).isZero();
    time.observe(0, 50, 0);
    assertThat(time.now()).isZero();
    time.observe(1, 30, 0);
    assertThat(time.now()).isEqualTo(30);
    time.observe(0, 90, 0);
    assertThat(time.now()).isEqualTo(30);
    time.observe(1, 60, 0);
    assertThat(time.now()).isEqualTo(60);
    assertThat(time.latest()).isEqualTo(90);
  }

  @Test
  void neverGoesBack() {
    StreamTime time = new StreamTime(store, 1, IDLE, 0);
    time.observe(0, 50, 0);
    time.observe(0, 20, 0);
    time.observe(1, 10, 0);
    assertThat(time.now()).isEqualTo(50);
    time.observe(1, 60, 0);
    assertThat(time.now()).isEqualTo(50);
    time.observe(0, 55, 0);
    assertThat(time.now()).isEqualTo(55);
  }

  @Test
  void doesNotWaitForAnIdlePartitionUntilARecordComesFromIt() {
    StreamTime time = new StreamTime(store, 2, IDLE, 0);
    time.observe(0, 50, MINUTE);
    checkUntil(IDLE.toMillis() - 1, time);
    assertThat(time.now()).isZero();
    time.skipIdle(IDLE.toMillis(), true);
    assertThat(time.now()).isEqualTo(50);
    time.observe(0, 70, IDLE.toMillis());
    assertThat(time.now()).isEqualTo(70);

    time.observe(1, 60, IDLE.toMillis());
    time.observe(0, 90, IDLE.toMillis());
    assertThat(time.now()).isEqualTo(70);
    time.observe(1, 80, IDLE.toMillis());
    assertThat(time.now()).isEqualTo(80);
  }

  @Test
  void standsStillWhenAllPartitionsAreIdle() {
    StreamTime time = new StreamTime(store, 2, IDLE, 0);
    time.observe(0, 50, 0);
    checkUntil(2 * IDLE.toMillis(), time);
    assertThat(time.now()).isZero();
    time.observe(0, 60, 2 * IDLE.toMillis());
    assertThat(time.now()).isEqualTo(60);
  }

  @Test
  void timeInWhichTheProcessWasSuspendedIsNotIdleTime() {
    StreamTime time = new StreamTime(store, 2, IDLE, 0);
    checkUntil(9 * MINUTE, time);
    long resumed = 90 * MINUTE;
    time.skipIdle(resumed, true);
    time.observe(0, 50, resumed);
    assertThat(time.now()).isZero();

    for (long at = resumed; at < resumed + IDLE.toMillis(); at += INTERVAL) {
      time.skipIdle(at, true);
      time.observe(0, 60, at);
      assertThat(time.now()).isZero();
    }
    time.skipIdle(resumed + IDLE.toMillis(), true);
    assertThat(time.now()).isEqualTo(60);
  }

  @Test
  void timeInWhichNoBrokerAnsweredIsNotIdleTime() {
    StreamTime time = new StreamTime(store, 2, IDLE, 0);
    long back = 60 * MINUTE;
    for (long at = INTERVAL; at <= back; at += INTERVAL) {
      time.skipIdle(at, false);
    }
    time.observe(0, 50, back);
    assertThat(time.now()).isZero();
    for (long at = back + INTERVAL; at < back + IDLE.toMillis(); at += INTERVAL) {
      time.skipIdle(at, true);
      time.observe(0, 60, at);
      assertThat(time.now()).isZero();
    }
    time.skipIdle(back + IDLE.toMillis(), true);
    assertThat(time.now()).isEqualTo(60);
  }

  @Test
  void aCheckThatIsLateDoesNotMatter() {
    StreamTime time = new StreamTime(store, 2, IDLE, 0);
    time.observe(0, 50, 5 * MINUTE);
    for (long at = 2 * INTERVAL; at <= IDLE.toMillis(); at += 2 * INTERVAL) {
      time.skipIdle(at, true);
    }
    assertThat(time.now()).isEqualTo(50);
  }

  /** Checks at regular intervals from 0 to a time, while brokers answer. */
  private static void checkUntil(long end, StreamTime time) {
    for (long at = INTERVAL; at < end; at += INTERVAL) {
      time.skipIdle(at, true);
    }
    time.skipIdle(end, true);
  }

  @Test
  void aRestartDoesNotTakeItBackWhileAPartitionIsSilent() {
    StreamTime before = new StreamTime(store, 2, IDLE, 0);
    before.observe(0, 50 * MINUTE, 0);
    checkUntil(IDLE.toMillis(), before);
    before.observe(0, 60 * MINUTE, IDLE.toMillis());
    assertThat(before.now()).isEqualTo(60 * MINUTE);

    assertThat(new StreamTime(store, 2, IDLE, 0).now()).isEqualTo(60 * MINUTE);
  }

  @Test
  void afterARestartWaitsForThePartitionThatWasBehind() {
    StreamTime before = new StreamTime(store, 2, IDLE, 0);
    before.observe(0, 9 * MINUTE, 0);
    before.observe(1, 5 * MINUTE, 0);
    before.observe(1, 5 * MINUTE + 1, 0);

    StreamTime after = new StreamTime(store, 2, IDLE, 0);
    assertThat(after.now()).isEqualTo(5 * MINUTE);
    assertThat(after.latest()).isEqualTo(9 * MINUTE);
    after.observe(0, 20 * MINUTE, 0);
    assertThat(after.now()).isEqualTo(5 * MINUTE);
  }
}
