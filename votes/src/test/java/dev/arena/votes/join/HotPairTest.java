package dev.arena.votes.join;

import static dev.arena.votes.join.JoinDriver.START;
import static dev.arena.votes.join.Samples.preference;
import static dev.arena.votes.join.Samples.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pair on which very many people vote costs no more per vote than any other, and no transaction
 * has more of its votes than a portion.
 */
final class HotPairTest {
  private static final int VOTERS = 3_000;

  @TempDir Path folder;

  @Test
  void eachVoteIsStoredAndWrittenOnce() {
    try (JoinDriver join = new JoinDriver(folder)) {
      join.preference(preference("p1", START).build(), START);
      castVotes(join);

      assertThat(join.battles()).hasSize(VOTERS);
      assertThat(join.changes(JoinStores.VOTES)).isEqualTo(VOTERS);
      assertThat(join.changes(JoinStores.PAIRS))
          .as("with the preference and with the first vote")
          .isEqualTo(2);
    }
  }

  @Test
  void votesThatWaitedAreWrittenOnceEach() {
    try (JoinDriver join = new JoinDriver(folder)) {
      castVotes(join);
      assertThat(join.battles()).isEmpty();
      join.preference(preference("p1", START).build(), START);

      join.finishRewrites();

      assertThat(join.battles()).hasSize(VOTERS);
      assertThat(join.changes(JoinStores.VOTES)).isEqualTo(2 * VOTERS);
      assertThat(join.changes(JoinStores.WAITING)).isEqualTo(2 * VOTERS);
    }
  }

  @Test
  void votesTimeOutInPortions() {
    try (JoinDriver join = new JoinDriver(folder, 1, 1000)) {
      castVotes(join);
      Instant later = START.plus(JoinDriver.TIMES.preferenceTimeout()).plusSeconds(2);
      join.clock(later);
      join.preference(preference("another pair", later).build(), later);
      for (int portion = 0; portion < VOTERS / 1000; portion++) {
        assertThat(join.deadLetters()).hasSize(1000);
        assertThat(join.size(JoinStores.PAIRS))
            .as("with the pair if it has votes")
            .isEqualTo(portion < VOTERS / 1000 - 1 ? 2 : 1);
        join.pass(StreamTime.CHECK_INTERVAL);
      }

      assertThat(join.deadLetters()).isEmpty();
    }
  }

  @Test
  void aPreferenceThatIsTooLateForVotesTimesThemOutInPortions() {
    try (JoinDriver join = new JoinDriver(folder, 1, 2)) {
      for (String pair : List.of("p0", "p1")) {
        for (String voter : List.of("v1", "v2", "v3", "v4", "v5")) {
          join.vote(vote(pair, START.plusSeconds(1)).setVoter(voter).build());
        }
      }
      Instant later = START.plus(JoinDriver.TIMES.preferenceTimeout()).plusSeconds(2);
      join.clock(later);
      join.preference(preference("p1", START).build(), later);
      assertThat(join.deadLetters()).as("two of p0 and two of p1").hasSize(4);
      join.finishRewrites();
      join.pass(StreamTime.CHECK_INTERVAL.multipliedBy(3));

      assertThat(join.deadLetters()).hasSize(6);
      assertThat(join.battles()).isEmpty();
      assertThat(join.size(JoinStores.VOTES)).isZero();
      assertThat(join.size(JoinStores.PAIRS)).as("p1, which is remembered").isEqualTo(1);
    }
  }

  @Test
  void aPreferenceThatSaysNothingNewRewritesNoBattle() {
    try (JoinDriver join = new JoinDriver(folder)) {
      join.preference(preference("p1", START).build(), START);
      castVotes(join);
      join.battles();
      join.changes(JoinStores.PAIRS);
      for (int again = 1; again <= 100; again++) {
        join.preference(preference("p1", START.plusSeconds(again)).build(), START);
      }

      assertThat(join.battles()).isEmpty();
      assertThat(join.changes(JoinStores.PAIRS)).isZero();
    }
  }

  @Test
  void aPreferenceRewritesTheBattlesInPortions() {
    try (JoinDriver join = new JoinDriver(folder)) {
      join.preference(preference("p1", START).build(), START);
      castVotes(join);
      join.battles();
      join.nextPreference(preference("p1", START).build(), START);
      for (int portion = 0; portion < VOTERS / 1000; portion++) {
        assertThat(join.battles()).hasSize(1000).allSatisfy(HotPairTest::hasTwoPredictions);
        join.pass(Duration.ofMillis(100));
      }

      assertThat(join.battles()).isEmpty();
      assertThat(join.size(JoinStores.REWRITES)).isZero();
    }
  }

  @Test
  void aPreferenceThatArrivesBeforeAllBattlesAreRewrittenIsInAllOfThem() {
    try (JoinDriver join = new JoinDriver(folder, 1, 1)) {
      join.preference(preference("p1", START).build(), START);
      for (String voter : List.of("v1", "v2", "v3")) {
        join.vote(vote("p1", START.plusSeconds(1)).setVoter(voter).build());
      }
      join.nextPreference(preference("p1", START).build(), START);
      join.battles();
      join.nextPreference(preference("p1", START).setModel("other@1").build(), START);
      join.finishRewrites();

      assertThat(join.battles())
          .hasSize(3)
          .allSatisfy(
              written -> assertThat(written.battle().orElseThrow().getPredictions()).hasSize(3));
    }
  }

  @Test
  void aVoteWhosePairBecameKnownInTimeIsJoinedAlthoughItsTimeoutPassesBeforeItsPortion() {
    try (JoinDriver join = new JoinDriver(folder, 1, 1)) {
      Instant voted = START.plusSeconds(1);
      join.vote(vote("p1", voted).setVoter("v1").build());
      join.vote(vote("p1", voted).setVoter("v2").build());
      join.vote(vote("p1", voted).setVoter("v3").build());
      join.preference(preference("p1", START).build(), START);
      Instant later = voted.plus(JoinDriver.TIMES.preferenceTimeout()).plusSeconds(1);
      join.clock(later);
      join.vote(vote("p1", later).setVoter("v3").setOutcome(VoteOutcome.B).build());
      join.finishRewrites();

      assertThat(join.deadLetters()).isEmpty();
      assertThat(join.battles())
          .extracting(
              written -> written.key().voter(),
              written -> written.battle().orElseThrow().getPredictions().size(),
              written -> written.battle().orElseThrow().getRevision())
          .contains(tuple("v1", 1, 0), tuple("v2", 1, 0), tuple("v3", 1, 1));
    }
  }

  @Test
  void aPreferenceThatArrivedInTimeChangesABattleWhoseTimeoutPassesBeforeItsPortion() {
    try (JoinDriver join = new JoinDriver(folder, 1, 1)) {
      Instant voted = START.plusSeconds(1);
      join.preference(preference("p1", START).build(), START);
      join.vote(vote("p1", voted).setVoter("v1").build());
      join.vote(vote("p1", voted).setVoter("v2").build());
      join.nextPreference(preference("p1", START).build(), START);
      join.battles();
      Instant later = voted.plus(JoinDriver.TIMES.preferenceTimeout()).plusSeconds(1);
      join.clock(later);
      join.preference(preference("another pair", later).build(), later);
      join.finishRewrites();

      assertThat(join.battles()).hasSize(1).allSatisfy(HotPairTest::hasTwoPredictions);
    }
  }

  @Test
  void aVoteThatIsWithdrawnBeforeItsPortionRemovesABattle() {
    try (JoinDriver join = new JoinDriver(folder, 1, 1)) {
      Instant voted = START.plusSeconds(1);
      join.vote(vote("p1", voted).setVoter("v1").build());
      join.vote(vote("p1", voted).setVoter("v2").build());
      join.preference(preference("p1", START).build(), START);
      join.battles();
      join.vote(
          vote("p1", voted.plusSeconds(1))
              .setVoter("v2")
              .setOutcome(VoteOutcome.WITHDRAWN)
              .build());
      join.finishRewrites();

      assertThat(join.battles())
          .containsExactly(
              new JoinDriver.Written(new BattleKey("p1", "human", "v2"), Optional.empty()));
    }
  }

  private static void hasTwoPredictions(JoinDriver.Written written) {
    assertThat(written.battle().orElseThrow().getPredictions()).hasSize(2);
  }

  private static void castVotes(JoinDriver join) {
    for (int voter = 0; voter < VOTERS; voter++) {
      join.vote(vote("p1", START.plusSeconds(1)).setVoter("v" + voter).build());
    }
  }
}
