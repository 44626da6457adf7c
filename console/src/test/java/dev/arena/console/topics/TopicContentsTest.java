package dev.arena.console.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.topics.TopicContents.Limits;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TopicContentsTest {
  private static final long MEGABYTE = 1 << 20;

  private final TopicContents contents = contents(10, MEGABYTE);

  private TopicContents contents(int records, long bytes) {
    return new TopicContents(
        new Limits(records, bytes, 1_000),
        new PolynomialHash(new Random(1)),
        (event, version) -> {});
  }

  @Test
  void theRecordsAboutAPairAreFoundTogether() {
    ContentsWriter.add(contents, TopicRecords.pair("p1"));
    ContentsWriter.add(contents, TopicRecords.pair("p2"));
    ContentsWriter.add(contents, TopicRecords.scored("arena.preferences", "p1"));
    ContentsWriter.add(contents, TopicRecords.scored("arena.preferences.next", "p1"));
    ContentsWriter.add(contents, TopicRecords.vote("p1", "u1", VoteOutcome.A));
    ContentsWriter.put(contents, TopicRecords.key("p1", "u1"), TopicRecords.battle("p1", "u1"));

    PairRecords found = contents.pair("p1").orElseThrow();

    assertThat(found.pair()).isEqualTo(TopicRecords.pair("p1"));
    assertThat(found.preferences())
        .containsExactly(
            TopicRecords.scored("arena.preferences.next", "p1"),
            TopicRecords.scored("arena.preferences", "p1"));
    assertThat(found.votes()).containsExactly(TopicRecords.vote("p1", "u1", VoteOutcome.A));
    assertThat(found.battles()).containsExactly(TopicRecords.battle("p1", "u1"));
    assertThat(contents.pair("p3")).isEmpty();
  }

  @Test
  void ofPairsWithTheSameIdTheLatestIsFound() {
    ContentsWriter.add(contents, TopicRecords.pair("p1", "old"));
    ContentsWriter.add(contents, TopicRecords.pair("p2"));
    ContentsWriter.add(contents, TopicRecords.pair("p1", "new"));

    assertThat(contents.pair("p1").orElseThrow().pair()).isEqualTo(TopicRecords.pair("p1", "new"));
    assertThat(contents.recentPairs(10))
        .containsExactly(TopicRecords.pair("p1", "new"), TopicRecords.pair("p2"));
  }

  @Test
  void earlierRecordsDoNotBecomeTheLatestBecauseTheyAreReadLater() {
    contents.keep(TopicRecords.pair("from partition 0, early"), 1);
    contents.keep(TopicRecords.pair("from partition 0, late"), 3);
    contents.keep(TopicRecords.pair("from partition 1"), 2);

    assertThat(contents.recentPairs(10))
        .extracting(ConversationPair::getId)
        .containsExactly("from partition 0, late", "from partition 1", "from partition 0, early");
  }

  @Test
  void eachScorerHasAsManyRecentPreferencesAsThereAreRecentPairs() {
    for (int i = 0; i < 20; i++) {
      ContentsWriter.add(contents, TopicRecords.scored("arena.preferences", "p" + i));
      ContentsWriter.add(contents, TopicRecords.scored("arena.preferences.next", "p" + i));
    }

    assertThat(contents.recentPreferences(100)).hasSize(20);
    assertThat(contents.pair("p10").orElseThrow().preferences()).hasSize(2);
    assertThat(contents.pair("p9")).isEmpty();
  }

  @Test
  void largeTextsAreForgottenEarlier() {
    TopicContents small = contents(10, 100_000);
    for (int i = 0; i < 10; i++) {
      ContentsWriter.add(small, TopicRecords.pair("p" + i, "x".repeat(40_000)));
      ContentsWriter.add(small, TopicRecords.largeVote("p" + i, 90_000));
    }

    assertThat(small.recentPairs(10))
        .extracting(ConversationPair::getId)
        .containsExactly("p9", "p8");
    assertThat(small.recentVotes(10)).extracting(Vote::getPairId).containsExactly("p9");
  }

  @Test
  void charactersBeyondLatin1CountTwice() {
    assertThat(RecordSize.of("\u4f60".repeat(1_000)) - RecordSize.of("x".repeat(1_000)))
        .isEqualTo(1_000);
  }

  @Test
  void aPersonHasVotedAlsoIfTheVoteIsWithdrawn() {
    assertThat(contents.hasVoted("u1", "p1")).isFalse();

    ContentsWriter.add(contents, TopicRecords.vote("p1", "u1", VoteOutcome.TIE));
    assertThat(contents.hasVoted("u1", "p1")).isTrue();
    assertThat(contents.hasVoted("u2", "p1")).isFalse();
    assertThat(contents.hasVoted("u1", "p2")).isFalse();

    ContentsWriter.add(contents, TopicRecords.vote("p1", "u1", VoteOutcome.WITHDRAWN));
    assertThat(contents.hasVoted("u1", "p1")).isTrue();

    ContentsWriter.add(contents, TopicRecords.vote("p3", "u1", VoteOutcome.WITHDRAWN));
    assertThat(contents.hasVoted("u1", "p3")).as("the vote itself is not a recent one").isTrue();
  }

  @Test
  void aVoteThatIsNoLongerRecentIsKnownFromItsBattle() {
    String key = TopicRecords.key("p1", "u1");
    contents.keepPosition(key, "p1", new BattlePosition(2, 77));

    assertThat(contents.hasVoted("u1", "p1")).isTrue();
    assertThat(contents.hasVoted("u2", "p1")).isFalse();
    assertThat(contents.positions("p1", 10)).containsExactly(new BattlePosition(2, 77));

    contents.removeBattle(key);
    assertThat(contents.hasVoted("u1", "p1")).isFalse();
    assertThat(contents.positions("p1", 10)).isEmpty();
  }

  @Test
  void theVotesOfJudgesAreNotThoseOfPeople() {
    Vote judged = TopicRecords.vote("p1", "u1", VoteOutcome.A);
    judged.setKind("judge");
    ContentsWriter.add(contents, judged);

    assertThat(contents.hasVoted("u1", "p1")).isFalse();
  }

  @Test
  void aBattleThatIsWrittenAgainReplacesTheEarlierOne() {
    String key = TopicRecords.key("p1", "u1");
    ContentsWriter.put(contents, key, TopicRecords.battle("p1", "u1"));
    var changed = TopicRecords.battle("p1", "u1");
    changed.setOutcome(VoteOutcome.B);
    changed.setRevision(1);
    ContentsWriter.put(contents, key, changed);

    assertThat(contents.pair("p1").orElseThrow().battles()).containsExactly(changed);
  }

  @Test
  void boardsAndEvaluationsAreReplacedAndRemovedByKey() {
    ContentsWriter.put(contents, "b", TopicRecords.board("all", "davidson/1"));
    ContentsWriter.put(contents, "a", TopicRecords.board("all", "bradley-terry/1"));
    ContentsWriter.put(contents, "b", TopicRecords.board("script=Latin", "davidson/1"));
    ContentsWriter.put(contents, "e", TopicRecords.evaluation("all"));

    assertThat(contents.boards())
        .containsExactly(
            TopicRecords.board("all", "bradley-terry/1"),
            TopicRecords.board("script=Latin", "davidson/1"));
    assertThat(contents.board("human", "all", "bradley-terry/1")).isPresent();
    assertThat(contents.board("human", "all", "davidson/1")).isEmpty();
    assertThat(contents.evaluations()).containsExactly(TopicRecords.evaluation("all"));

    contents.keepBoard("b", null);
    contents.keepEvaluation("e", null);
    assertThat(contents.boards()).hasSize(1);
    assertThat(contents.evaluations()).isEmpty();
  }

  @Test
  void theObserverIsToldOnceForManyRecordsAndCanUseTheContents() {
    List<Integer> seen = new ArrayList<>();
    TopicContents[] observed = new TopicContents[1];
    observed[0] =
        new TopicContents(
            10,
            (event, version) -> {
              Thread other = new Thread(() -> seen.add(observed[0].recentPairs(10).size()));
              other.start(); // another thread gets the lock while the observer runs
              try {
                other.join(60_000);
              } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
              }
            });
    observed[0].keep(TopicRecords.pair("p1"), 1);
    observed[0].keep(TopicRecords.pair("p2"), 2);
    assertThat(seen).isEmpty();

    observed[0].changed(Map.of(TopicKind.PAIRS, 7L, TopicKind.VOTES, 0L));

    assertThat(seen).as("nothing was read of votes").containsExactly(2);
    assertThat(observed[0].version(TopicKind.PAIRS)).isEqualTo(7);
    assertThat(observed[0].version(TopicKind.VOTES)).isZero();

    observed[0].changed(Map.of(TopicKind.PAIRS, 7L));
    assertThat(seen).as("nothing more was read").hasSize(1);
  }
}
