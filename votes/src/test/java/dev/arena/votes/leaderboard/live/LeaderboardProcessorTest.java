package dev.arena.votes.leaderboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.battle.BattleKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderboardProcessorTest {
  private static final LeaderboardSettings SETTINGS =
      new LeaderboardSettings("boards", "history", RatingOptions.DEFAULT, Map.of(), () -> 0);

  @TempDir private Path folder;

  /** Kafka Streams keeps the punctuations of a task that it revives. */
  @Test
  void whatAProcessorScheduledEndsWithIt() {
    MockProcessorContext<String, Leaderboard> context = context();
    LeaderboardProcessor processor = processor();
    processor.init(context);
    assertThat(context.scheduledPunctuators()).hasSize(2).noneMatch(CapturedPunctuator::cancelled);
    processor.close();
    assertThat(context.scheduledPunctuators()).allMatch(CapturedPunctuator::cancelled);
  }

  @Test
  void aTaskThatStartsReadsWhatIsStoredAndWritesOnlyWhatDiffers() {
    MockProcessorContext<String, Leaderboard> context = context();
    KeyValueStore<String, RatedBattle> store = context.getStateStore(LeaderboardTopology.BATTLES);
    Battle battle = Samples.battle("p1", "ann").build();
    BattleKey key = Samples.key(battle);
    store.put(key.text(), RatedBattle.of(battle).orElseThrow());
    assertThat(written(context, processor())).isEqualTo(16); // 8 boards, each also in the history
    assertThat(written(context, processor())).isZero();

    store.delete(key.text());
    // a tie is not in the slice no-ties, whose boards end
    Battle tie = Samples.battle("p2", "ann").setOutcome(VoteOutcome.TIE).build();
    store.put(Samples.key(tie).text(), RatedBattle.of(tie).orElseThrow());
    written(context, processor());
    assertThat(context.forwarded())
        .filteredOn(each -> each.record().value() == null)
        .map(each -> each.record().key().toString())
        .containsExactlyInAnyOrder(
            "[\"human\",\"no-ties\",\"bradley-terry\"]", "[\"human\",\"no-ties\",\"davidson\"]");
  }

  /** How many records a run of the processor writes. */
  private static int written(
      MockProcessorContext<String, Leaderboard> context, LeaderboardProcessor processor) {
    context.resetForwards();
    processor.init(context);
    for (int i = 0; i < 50; i++) {
      context.scheduledPunctuators().stream()
          .filter(each -> !each.cancelled())
          .toList()
          .forEach(each -> each.getPunctuator().punctuate(0));
    }
    int count = context.forwarded().size();
    processor.close();
    return count;
  }

  private static LeaderboardProcessor processor() {
    return new LeaderboardProcessor(SETTINGS, LeaderboardDriver.codec(), LeaderboardListener.NONE);
  }

  private MockProcessorContext<String, Leaderboard> context() {
    MockProcessorContext<String, Leaderboard> context =
        new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
    addStore(context, LeaderboardTopology.BATTLES, RatedBattleFormat.BATTLE.serde());
    addStore(context, LeaderboardTopology.WRITTEN, WrittenBoards.FORMAT.serde());
    context.setCurrentSystemTimeMs(0);
    return context;
  }

  private static <V> void addStore(
      MockProcessorContext<String, Leaderboard> context, String name, Serde<V> values) {
    KeyValueStore<String, V> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
  }
}
