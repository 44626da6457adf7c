package dev.arena.votes.leaderboard.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LeaderboardRow;
import dev.arena.schemas.VoteOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which boards are written, when, and from which battles. */
class LeaderboardTest {
  private static final String MAIN = "[\"human\",\"all\",\"bradley-terry\"]";

  @TempDir private Path folder;
  private LeaderboardDriver driver;

  @BeforeEach
  void open() {
    driver = new LeaderboardDriver(folder.resolve("first"));
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void theBoardHasWhatTheVotesSay() {
    driver.battle(Samples.battle("p1", "ann").setSwapped(true));
    driver.battle(Samples.battle("p2", "bob").setOutcome(VoteOutcome.B).setSwapped(false));
    driver.battle(Samples.battle("p3", "ann").setOutcome(VoteOutcome.BOTH_BAD));
    Leaderboard board = driver.board("human", "all", "bradley-terry");
    assertThat(board.getMethod()).isEqualTo("bradley-terry/1");
    assertThat(board.getVotesThrough()).isEqualTo(Samples.START);
    assertThat(board.getVotes()).isEqualTo(3);
    assertThat(board.getTies()).isEqualTo(1);
    assertThat(board.getVoters()).isEqualTo(2);
    assertThat(board.getDecisive()).isEqualTo(2);
    assertThat(board.getLeftWins()).isZero();
    assertThat(board.getWarnings()).contains("2 known voters; intervals need at least 10");
    assertThat(board.getRows())
        .extracting(LeaderboardRow::getModel, LeaderboardRow::getRating, LeaderboardRow::getStatus)
        .containsExactly(tuple("ant", 1000.0, "provisional"), tuple("bee", 1000.0, "provisional"));
  }

  @Test
  void ambiguousBattlesAndThoseWithoutTwoModelsAreOnNoBoard() {
    driver.battle(Samples.battle("p1", "ann").setAmbiguous(true));
    driver.battle(Samples.battle("p2", "ann").setModelA(null));
    driver.battle(Samples.battle("p3", "ann").setModelB("ant"));
    driver.battle(Samples.battle("p4", "ann").setModelB("b".repeat(RatedBattle.MAX_NAME + 1)));
    assertThat(driver.boards()).isEmpty();
  }

  @Test
  void votesOfAnotherKindAreOnBoardsOfTheirOwn() {
    driver.battle(Samples.battle("p1", "ann"));
    driver.battle(Samples.battle("p1", "gpt").setKind("judge"));
    driver.battle(Samples.battle("p2", "gpt").setKind("judge"));
    assertThat(driver.board("human", "all", "bradley-terry").getVotes()).isEqualTo(1);
    assertThat(driver.board("judge", "all", "bradley-terry").getVotes()).isEqualTo(2);
  }

  @Test
  void theMainBoardIsComputedAtMostOnceASecond() {
    driver.battle(Samples.battle("p0", "ann"));
    driver.boards();
    int written = 0;
    for (int i = 1; i <= 30; i++) {
      driver.battle(Samples.battle("p" + i, "ann"));
      driver.pass(Duration.ofMillis(100));
      written += (int) driver.written().stream().filter(MAIN::equals).count();
    }
    assertThat(written).isEqualTo(3);
  }

  @Test
  void whileBattlesArriveTheMainBoardRestsFourTimesAsLongAsItTookAndTheOthersNineteenTimes() {
    LiveVotes votes = new LiveVotes(Map.of());
    put(votes, "p1");
    RefitQueue queue = new RefitQueue(votes.groups(), List.of());
    long second = Duration.ofSeconds(1).toNanos();
    queue.done(next(queue, 0), 0, 2 * second);
    put(votes, "p2");
    BoardKey other = next(queue, 2 * second);
    assertThat(other).isNotNull().isNotEqualTo(RefitQueue.MAIN);
    queue.done(other, 2 * second, 3 * second);
    assertThat(next(queue, 10 * second - 1)).isNull();
    assertThat(next(queue, 10 * second)).isEqualTo(RefitQueue.MAIN);
    queue.done(RefitQueue.MAIN, 10 * second, 11 * second);
    assertThat(next(queue, 22 * second - 1)).isNull();
    assertThat(next(queue, 22 * second)).isNotNull().isNotIn(RefitQueue.MAIN, other);
  }

  @Test
  void whenNoBattlesArriveThereAreNoPauses() {
    LiveVotes votes = new LiveVotes(Map.of());
    put(votes, "p1");
    RefitQueue queue = new RefitQueue(votes.groups(), List.of());
    long second = Duration.ofSeconds(1).toNanos();
    Set<BoardKey> computed = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      BoardKey next = queue.work(i * second, false).orElseThrow().next();
      queue.done(next, i * second, (i + 1) * second);
      computed.add(next);
    }
    assertThat(computed).hasSize(12);
  }

  @Test
  void aBoardThatIsNotTheMainOneIsComputedAtMostEveryTenSeconds() {
    LiveVotes votes = new LiveVotes(Map.of());
    RefitQueue queue = new RefitQueue(votes.groups(), List.of());
    Map<BoardKey, Integer> computed = new HashMap<>();
    for (int tenth = 0; tenth < 600; tenth++) {
      put(votes, "p" + tenth);
      long now = Duration.ofMillis(100L * tenth).toNanos();
      BoardKey next = next(queue, now);
      if (next != null) {
        computed.merge(next, 1, Integer::sum);
        queue.done(next, now, now + 1);
      }
    }
    // all, no-ties and the two of the last days, with three methods each
    assertThat(computed).hasSize(12).containsEntry(RefitQueue.MAIN, 60);
    computed.remove(RefitQueue.MAIN);
    assertThat(computed.values()).allMatch(count -> count == 6);
  }

  private static @Nullable BoardKey next(RefitQueue queue, long nanoTime) {
    return queue.work(nanoTime, true).map(RefitQueue.Work::next).orElse(null);
  }

  private static void put(LiveVotes votes, String pairId) {
    Battle battle = Samples.battle(pairId, "ann").build();
    votes.replace(Samples.key(battle), RatedBattle.of(battle).orElseThrow());
  }

  @Test
  void eachBoardHasItsTurn() {
    driver.battle(Samples.battle("p0", "ann").setFacts(Samples.facts().build()));
    driver.boards();
    driver.written();
    Set<String> written = new HashSet<>();
    for (int i = 1; i <= 20; i++) {
      driver.battle(Samples.battle("p" + i, "ann").setFacts(Samples.facts().build()));
      for (int tenth = 0; tenth < 10; tenth++) {
        driver.pass(Duration.ofMillis(100));
      }
      written.addAll(driver.written());
    }
    assertThat(written).isEqualTo(driver.boards().keySet());
  }

  @Test
  void onlyTheLargestPartsHaveBoards() {
    for (int i = 0; i < 60; i++) {
      for (int vote = 0; vote <= i; vote++) {
        driver.battle(
            Samples.battle("p%d-%d".formatted(i, vote), "ann")
                .setFacts(Samples.facts().setLanguage("l" + (100 + i)).build()));
      }
    }
    Map<String, Leaderboard> boards = driver.boards();
    assertThat(boards.values().stream().map(Leaderboard::getSlice).distinct())
        .hasSize(RefitQueue.MAX_PARTS)
        .contains("all", "last-7-days", "no-ties", "script=Latin", "language=l159", "language=l116")
        .doesNotContain("language=l115", "language=l100");
    // the smallest one of them loses its board to one that is now larger
    for (int vote = 0; vote < 20; vote++) {
      driver.battle(
          Samples.battle("new-" + vote, "ann")
              .setFacts(Samples.facts().setLanguage("l100").build()));
    }
    assertThat(driver.boards().values().stream().map(Leaderboard::getSlice).distinct())
        .hasSize(RefitQueue.MAX_PARTS)
        .contains("language=l100")
        .doesNotContain("language=l116");
  }

  @Test
  void theHistoryHasTheBoardOfEachDayOnceItHasEnded() {
    driver.battle(Samples.battle("p1", "ann"));
    driver.boards();
    driver.battle(Samples.battle("p2", "ann"));
    driver.boards();
    assertThat(driver.history()).isEmpty();

    Instant computedAt = driver.board("human", "all", "bradley-terry").getComputedAt();
    driver.pass(Duration.ofDays(1));
    driver.boards();
    assertThat(driver.history())
        .hasSize(driver.boards().size())
        .hasEntrySatisfying(
            "[\"human\",\"all\",\"bradley-terry\",\"2026-01-10\"]",
            board -> assertThat(board.getVotes()).isEqualTo(2));
    // the same board is not written to the topic of current boards again
    assertThat(driver.board("human", "all", "bradley-terry").getComputedAt()).isEqualTo(computedAt);
  }

  @Test
  void aBoardThatIsTheSameIsNotWrittenAgain() {
    driver.battle(Samples.battle("p1", "ann"));
    Leaderboard board = driver.board("human", "all", "bradley-terry");
    BoardKey key = BoardKey.parse(MAIN);
    WrittenBoards written = driver.writtenBoards();
    LocalDate today = LocalDate.of(2026, 1, 10);
    Leaderboard later =
        Leaderboard.newBuilder(board).setComputedAt(board.getComputedAt().plusSeconds(9)).build();
    assertThat(written.replace(key, later, today)).isEqualTo(new WrittenBoards.Due(false, null));
    Leaderboard other = Leaderboard.newBuilder(board).setVotes(7).build();
    assertThat(written.replace(key, other, today)).isEqualTo(new WrittenBoards.Due(true, null));
    assertThat(written.replace(key, other, today.plusDays(1)))
        .isEqualTo(new WrittenBoards.Due(false, today));
    assertThat(
            new WrittenBoards(written.store(), "another.topic")
                .replace(key, other, today.plusDays(1)))
        .isEqualTo(new WrittenBoards.Due(true, null));
  }

  @Test
  void aRepeatedBattleMakesNoBoardDue() {
    LiveVotes votes = new LiveVotes(Map.of());
    StoredVotes stored = new StoredVotes(driver.store(), votes, 10);
    Battle battle = Samples.battle("p1", "ann").build();
    RatedBattle rated = RatedBattle.of(battle).orElseThrow();
    assertThat(stored.replace(Samples.key(battle), rated)).isTrue();
    long version = votes.groups().version();
    assertThat(stored.replace(Samples.key(battle), rated)).isFalse();
    assertThat(votes.groups().version()).isEqualTo(version);
  }

  @Test
  void aBattleOfAModelWithItselfByAliasesConcernsNoBoard() {
    LiveVotes votes = new LiveVotes(Map.of("bee-2", "bee"));
    StoredVotes stored = new StoredVotes(driver.store(), votes, 10);
    Battle.Builder battle = Samples.battle("p1", "ann").setModelA("bee-2");
    assertThat(replace(stored, battle)).isFalse();
    assertThat(replace(stored, battle.setModelA("ant"))).isTrue();
    assertThat(replace(stored, battle.setModelA("bee-2"))).isTrue();
    assertThat(votes.groups().sizes()).isEmpty();
  }

  private static boolean replace(StoredVotes stored, Battle.Builder battle) {
    Battle built = battle.build();
    return stored.replace(Samples.key(built), RatedBattle.of(built).orElse(null));
  }

  @Test
  void aBoardIsLimitedToTheModelsWithTheMostVotesAndSoAreItsFigures() {
    LiveVotes votes = new LiveVotes(Map.of());
    for (int model = 1; model <= LiveVotes.MAX_MODELS + 100; model++) {
      Battle battle =
          Samples.battle("p" + model, "ann")
              .setModelA("ant")
              .setModelB("model-" + (1000 + model))
              .setSwapped(true)
              .setVotedAt(Samples.START.plusSeconds(model))
              .build();
      votes.replace(Samples.key(battle), RatedBattle.of(battle).orElseThrow());
    }
    LiveVotes.Selected selected = votes.select(RefitQueue.MAIN.part(), false);
    int kept = LiveVotes.MAX_MODELS - 1;
    assertThat(selected.battles().models()).hasSize(LiveVotes.MAX_MODELS);
    assertThat(selected.battles().votes()).isEqualTo(kept);
    assertThat(selected.others()).isEqualTo(101);
    assertThat(selected.position().decisive()).isEqualTo(kept);
    assertThat(selected.latest()).isEqualTo(Samples.START.plusSeconds(kept).toEpochMilli());
  }

  @Test
  void aliasesCountForTheirModel() {
    try (LeaderboardDriver aliased =
        new LeaderboardDriver(folder.resolve("aliased"), Map.of("bee-2", "bee", "ant-2", "ant"))) {
      aliased.battle(Samples.battle("p1", "ann").setModelB("bee-2"));
      aliased.battle(Samples.battle("p2", "ann"));
      aliased.battle(Samples.battle("p3", "ann").setModelB("ant-2"));
      assertThat(aliased.board("human", "all", "bradley-terry").getRows())
          .extracting(LeaderboardRow::getModel)
          .containsExactly("ant", "bee");
      assertThat(aliased.board("human", "all", "bradley-terry").getVotes()).isEqualTo(2);
    }
  }

  @Test
  void aBoardWithoutRatingsSaysWhy() {
    driver.battle(Samples.battle("p1", "ann").setOutcome(VoteOutcome.TIE));
    Leaderboard board = driver.board("human", "all", "davidson");
    assertThat(board.getMethod()).isEqualTo("davidson/1");
    assertThat(board.getRows()).isEmpty();
    assertThat(board.getTies()).isEqualTo(1);
    assertThat(board.getVoters()).isEqualTo(1);
    assertThat(board.getWarnings()).singleElement().asString().contains("ties");
    assertThat(driver.board("human", "all", "bradley-terry").getRows()).hasSize(2);
  }

  @Test
  void aTaskThatStartsRemovesBoardsThatNoLongerExist() {
    LiveVotes votes = new LiveVotes(Map.of());
    put(votes, "p1");
    BoardKey gone = BoardKey.parse("[\"human\",\"code\",\"davidson\"]");
    RefitQueue queue = new RefitQueue(votes.groups(), List.of(gone, RefitQueue.MAIN));
    RefitQueue.Work work = queue.work(0, true).orElseThrow();
    assertThat(work.removed()).containsExactly(gone);
    assertThat(work.next()).isEqualTo(RefitQueue.MAIN);
  }
}
