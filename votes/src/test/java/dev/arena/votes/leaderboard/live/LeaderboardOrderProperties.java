package dev.arena.votes.leaderboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * The boards do not depend on the order in which battles arrive, on how often each arrives, or on
 * earlier versions of them. They equal those that {@link ExpectedBoards} computes from the last
 * version of each battle.
 */
final class LeaderboardOrderProperties {
  private static final String[] MODELS = {"ant", "bee", "cat", "dog", "eel"};

  /** One for all tries, which is faster; each try withdraws all its battles. */
  private static LeaderboardDriver driver;

  /** Has a store, which another task changes. */
  private static LeaderboardDriver stopped;

  private static Path folder;

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("leaderboard");
    driver = new LeaderboardDriver(folder.resolve("running"));
    stopped = new LeaderboardDriver(folder.resolve("stopped"));
  }

  @AfterContainer
  static void close() throws IOException {
    driver.close();
    stopped.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 80)
  void anyOrderRepetitionAndRetractionGivesTheSameBoards(@ForAll Random random) {
    Map<BattleKey, Battle> last = battles(random);
    Map<String, Leaderboard> expected = ExpectedBoards.of(last.values());
    Map<String, Battle> byText = new HashMap<>();
    last.forEach((key, battle) -> byText.put(key.text(), battle));
    assertThat(OfflineLeaderboard.of(byText)).isEqualTo(expected);
    for (int run = 0; run < 2; run++) {
      List<BattleKey> keys = new ArrayList<>(last.keySet());
      for (int other = random.nextInt(60); other > 0; other--) {
        Battle battle = battle(random);
        keys.add(Samples.key(battle));
        driver.battle(Samples.key(battle), random.nextInt(4) == 0 ? null : battle);
      }
      Collections.shuffle(keys, random);
      for (BattleKey key : keys) {
        driver.battle(key, last.get(key));
        if (random.nextInt(10) == 0) {
          driver.pass(Duration.ofMillis(100));
        }
      }
      assertThat(LeaderboardDriver.withoutTime(driver.boards())).isEqualTo(expected);
    }
    last.keySet().forEach(key -> driver.battle(key, null));
    assertThat(driver.boards()).isEmpty();
    assertThat(driver.writtenBoards().keys()).isEmpty();
  }

  /** A task that starts reads what is stored, while battles change. */
  @Property(tries = 80)
  void battlesThatChangeWhileStoredOnesAreReadAreCountedOnce(@ForAll Random random) {
    Map<BattleKey, Battle> last = battles(random);
    last.forEach(stopped::battle);
    StoredVotes started =
        new StoredVotes(stopped.store(), new LiveVotes(Map.of()), 1 + random.nextInt(20));
    while (!started.readPortion()) {
      for (int i = random.nextInt(4); i > 0; i--) {
        Battle battle = battle(random);
        BattleKey key = Samples.key(battle);
        if (random.nextInt(4) == 0) {
          last.remove(key);
          started.replace(key, null);
        } else {
          last.put(key, battle);
          started.replace(key, RatedBattle.of(battle).orElse(null));
        }
      }
    }
    assertThat(OfflineLeaderboard.of(started.votes())).isEqualTo(ExpectedBoards.of(last.values()));
    List<String> stored = new ArrayList<>();
    try (KeyValueIterator<String, RatedBattle> all = stopped.store().all()) {
      all.forEachRemaining(each -> stored.add(each.key));
    }
    stored.forEach(stopped.store()::delete);
  }

  private static Map<BattleKey, Battle> battles(Random random) {
    Map<BattleKey, Battle> battles = new HashMap<>();
    for (int i = random.nextInt(80); i >= 0; i--) {
      Battle battle = battle(random);
      battles.put(Samples.key(battle), battle);
    }
    return battles;
  }

  private static Battle battle(Random random) {
    VoteOutcome[] outcomes = {VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE, VoteOutcome.BOTH_BAD};
    String[] kinds = {"human", "human", "human", "judge"};
    return Battle.newBuilder()
        .setPairId("p" + random.nextInt(12))
        .setKind(kinds[random.nextInt(kinds.length)])
        .setVoter(random.nextInt(6) == 0 ? null : "v" + random.nextInt(14))
        .setOutcome(outcomes[random.nextInt(4)])
        .setVotedAt(Samples.START.minus(Duration.ofDays(random.nextInt(40))))
        .setSwapped(random.nextInt(3) == 0 ? null : Boolean.valueOf(random.nextBoolean()))
        .setAmbiguous(random.nextInt(10) == 0)
        .setModelA(random.nextInt(20) == 0 ? null : MODELS[random.nextInt(MODELS.length)])
        .setModelB(MODELS[random.nextInt(MODELS.length)])
        .setSource(new RecordPosition("arena.votes", 0, (long) random.nextInt(30)))
        .setFacts(
            random.nextInt(3) == 0
                ? null
                : Samples.facts()
                    .setTurns(1 + random.nextInt(2))
                    .setLengthA(random.nextInt(1000))
                    .setLengthB(random.nextInt(1000))
                    .setListsA(random.nextInt(4))
                    .setRefusalB(random.nextInt(5) == 0)
                    .setCode(random.nextBoolean())
                    .setPromptLength(random.nextInt(4000))
                    .setCategory(random.nextBoolean() ? List.of() : List.of("math", "law"))
                    .build())
        .build();
  }
}
