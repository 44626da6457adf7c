package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.Left;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

final class BattleStoreProperties {
  /** JSON escapes some of them, and UTF-16 orders some of them differently from UTF-8. */
  private static final String[] LETTERS = {
    "a", "B", "\"", "\\", "\u00e9", "\uffe6", "\ud83d\ude00"
  };

  @Property(tries = 50)
  void votesThatAreCombinedAfterAChangeAreThoseThatTheStoreHas(@ForAll Random random) {
    KeyValueStore<String, EvaluatedBattle> records = records();
    BattleStore store = new BattleStore(records);
    for (String kind : List.of("human", "judge", "rule")) {
      for (int voter = random.nextInt(60); voter > 0; voter--) {
        store.put(new BattleKey("p", kind, voter(random)), battle(random));
      }
    }
    for (int change = 0; change < 50; change++) {
      BattleKey id = new BattleKey("p", random.nextBoolean() ? "judge" : "human", voter(random));
      @Nullable EvaluatedBattle battle = random.nextInt(3) == 0 ? null : battle(random);
      List<PairVote> before = store.combined("p");
      store.put(id, battle);
      assertThat(store.combinedAfter(before, id, battle)).isEqualTo(store.combined("p"));
    }
    records.close();
  }

  private static String voter(Random random) {
    return LETTERS[random.nextInt(LETTERS.length)] + random.nextInt(9);
  }

  private static EvaluatedBattle battle(Random random) {
    return new EvaluatedBattle(
        false, random.nextInt(3), random.nextInt(100), false, Left.UNKNOWN, List.of(), List.of());
  }

  private static KeyValueStore<String, EvaluatedBattle> records() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>(new Properties());
    KeyValueStore<String, EvaluatedBattle> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("battles"),
                Serdes.String(),
                EvaluatedBattleFormat.BATTLE.serde())
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
