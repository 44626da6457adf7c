package dev.arena.votes.leaderboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.battle.BattleKey;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderboardProcessorTest {
  /** The time of the clock that measures how long boards take. */
  private long nanos;

  private final LeaderboardSettings settings =
      new LeaderboardSettings(
          "boards", "history", RatingOptions.DEFAULT, Map.of("bee-2", "bee"), () -> nanos);

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
    assertThat(written(context, processor())).isEqualTo(8);
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

  @Test
  void theAgeOfABoardIsThatOfTheFirstVoteThatItDoesNotHave() {
    MockProcessorContext<String, Leaderboard> context = context();
    LeaderboardMeters meters = new LeaderboardMeters(() -> nanos);
    LeaderboardProcessor processor =
        new LeaderboardProcessor(settings, LeaderboardDriver.codec(() -> nanos), meters);
    processor.init(context);
    nanos = 10_000_000_000L;
    process(processor, context, Samples.battle("p1", "ann"));
    punctuate(context);
    assertThat(age(meters)).isZero();

    process(processor, context, Samples.battle("p2", "ann"));
    punctuate(context);
    nanos += 500_000_000;
    punctuate(context);
    assertThat(age(meters)).isEqualTo(0.5);
    nanos += 500_000_000;
    punctuate(context);
    assertThat(age(meters)).isZero();

    process(processor, context, Samples.battle("p3", "ann").setModelA("bee-2"));
    nanos += 5_000_000_000L;
    punctuate(context);
    assertThat(age(meters)).isZero();
  }

  /** Records come in bursts, and the join's records do not pass here at all. */
  @Test
  void aThreadThatHadARecordWithinTwoSecondsPausesAfterABoard() {
    MockProcessorContext<String, Leaderboard> context = context();
    List<Long> refits = new ArrayList<>();
    LongSupplier slow = () -> nanos += 50_000_000; // the clock is read before and after a board
    LeaderboardProcessor processor =
        new LeaderboardProcessor(
            new LeaderboardSettings("boards", "history", RatingOptions.DEFAULT, Map.of(), slow),
            LeaderboardDriver.codec(() -> nanos),
            new LeaderboardListener() {
              @Override
              public void updated(Object task, List<BoardState> boards) {}

              @Override
              public void refitted(long took) {
                refits.add(took);
              }

              @Override
              public void ended(Object task) {}
            });
    processor.init(context);
    for (int tick = 0; tick < 100; tick++) {
      if (tick % 10 == 0) {
        process(processor, context, Samples.battle("p" + tick, "ann"));
      }
      nanos += 50_000_000;
      punctuate(context);
    }
    int busy = refits.size();
    nanos += 12_000_000_000L;
    for (int tick = 0; tick < 12; tick++) {
      punctuate(context);
    }
    // ten seconds: a main board every second, and one of the others after each pause of a second
    assertThat(busy).isBetween(15, 22);
    assertThat(refits.size() - busy).isGreaterThanOrEqualTo(8);
    processor.close();
  }

  private static void process(
      LeaderboardProcessor processor,
      MockProcessorContext<String, Leaderboard> context,
      Battle.Builder battle) {
    Battle built = battle.build();
    context.setRecordMetadata("all-battles", 0, 0);
    processor.process(new Record<>(Samples.key(built).text(), built, 0));
  }

  private static void punctuate(MockProcessorContext<String, Leaderboard> context) {
    context.scheduledPunctuators().stream()
        .filter(each -> !each.cancelled())
        .toList()
        .forEach(each -> each.getPunctuator().punctuate(0));
  }

  private static double age(LeaderboardMeters meters) {
    return meters.snapshots().stream()
        .filter(each -> each.getMetadata().getName().equals("arena_leaderboard_age_seconds"))
        .map(each -> ((GaugeSnapshot) each).getDataPoints().get(0).getValue())
        .findFirst()
        .orElseThrow();
  }

  /** How many records a run of the processor writes. */
  private int written(
      MockProcessorContext<String, Leaderboard> context, LeaderboardProcessor processor) {
    context.resetForwards();
    processor.init(context);
    for (int i = 0; i < 50; i++) {
      punctuate(context);
    }
    int count = context.forwarded().size();
    processor.close();
    return count;
  }

  private LeaderboardProcessor processor() {
    return new LeaderboardProcessor(
        settings, LeaderboardDriver.codec(() -> nanos), LeaderboardListener.NONE);
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
