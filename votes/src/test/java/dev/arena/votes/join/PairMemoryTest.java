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

final class PairMemoryTest {
  private static final Duration RETENTION = Duration.ofDays(30);
  private static final long LATER = RETENTION.toMillis() + 1;
  private static final PairState KNOWN =
      PairState.UNKNOWN.with(
          PreferenceInput.of(
              Samples.preference("p", JoinDriver.START).build(), JoinDriver.PREFERENCES, 0));

  private KeyValueStore<String, PairMemory.Entry> store;
  private KeyValueStore<Integer, Long> progress;
  private StreamTime time;
  private PairMemory pairs;

  @BeforeEach
  void open() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("pairs"), Serdes.String(), StoredFormats.PAIR.serde())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    progress =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("progress"), Serdes.Integer(), Serdes.Long())
            .withLoggingDisabled()
            .build();
    progress.init(context.getStateStoreContext(), progress);
    time = new StreamTime(progress, 2, Duration.ofMinutes(10), 0);
    pairs = new PairMemory(store, time, RETENTION);
  }

  @AfterEach
  void close() {
    store.close();
    progress.close();
  }

  @Test
  void aPairExpiresByTheSlowestPartition() {
    add("p");
    time.observe(0, LATER, 0);
    assertThat(pairs.find("p").state()).isEqualTo(KNOWN);
    time.observe(1, LATER, 0);
    assertThat(pairs.find("p").state()).isEqualTo(PairState.UNKNOWN);
  }

  @Test
  void expiredPairsAreRemovedInPortions() {
    for (String id : new String[] {"a", "b", "c", "d"}) {
      add(id);
    }
    pairs.keep("b", pairs.find("b"));
    time.observe(0, LATER, 0);
    time.observe(1, LATER, 0);

    pairs.removeExpired(2);
    assertThat(store.get("a")).isNull();
    assertThat(store.get("c")).isNotNull();
    pairs.removeExpired(2);
    assertThat(store.get("b")).isNotNull();
    assertThat(store.get("c")).isNull();
    assertThat(store.get("d")).isNull();
  }

  @Test
  void eachRoundOfRemovalsStartsWithTheFirstPair() {
    add("b");
    pairs.removeExpired(5);
    add("a");
    time.observe(0, LATER, 0);
    time.observe(1, LATER, 0);
    pairs.removeExpired(5);

    assertThat(store.get("a")).isNull();
    assertThat(store.get("b")).isNull();
  }

  @Test
  void aPairWithoutVotesAgainIsRememberedFromThenOn() {
    add("p");
    pairs.keep("p", pairs.find("p"));
    time.observe(0, LATER, 0);
    time.observe(1, LATER, 0);
    pairs.release("p");
    assertThat(pairs.find("p").state()).isEqualTo(KNOWN);
    time.observe(0, 2 * LATER, 0);
    time.observe(1, 2 * LATER, 0);
    assertThat(pairs.find("p").state()).isEqualTo(PairState.UNKNOWN);
  }

  private void add(String id) {
    pairs.update(id, pairs.find(id), KNOWN);
  }
}
