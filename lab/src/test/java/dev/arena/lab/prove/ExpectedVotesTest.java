package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.prove.ExpectedVotes.ExpectedBattle;
import dev.arena.lab.prove.ExpectedVotes.Place;
import dev.arena.lab.prove.ExpectedVotes.PreferenceRecord;
import dev.arena.lab.prove.ExpectedVotes.VoteRecord;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectedVotesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String KEY = "[\"p\",\"human\",\"v\"]";

  private final List<VoteRecord> votes = new ArrayList<>();
  private final List<PreferenceRecord> preferences = new ArrayList<>();

  @Test
  void theVoteCastLaterWinsAndRepetitionsAreNoChanges() {
    preference(false);
    vote(0, VoteOutcome.B, 2, false, false);
    vote(1, VoteOutcome.A, 1, false, false);
    vote(5, VoteOutcome.B, 2, false, false);

    ExpectedBattle battle = expected().battles().get(KEY);
    assertThat(battle.anyOf())
        .singleElement()
        .matches(each -> each.getOutcome() == VoteOutcome.B)
        .matches(each -> each.getPredictions().get(0).getBefore());
    assertThat(battle.sources()).containsExactlyInAnyOrder(new Place(0, 0), new Place(0, 5));
    assertThat(battle.maxRevision()).isEqualTo(1);
  }

  @Test
  void aWithdrawnVoteLeavesNoBattle() {
    preference(false);
    vote(0, VoteOutcome.A, 1, false, false);
    vote(1, VoteOutcome.WITHDRAWN, 2, false, false);

    assertThat(expected().battles()).isEmpty();
    assertThat(expected().letters()).isEmpty();
  }

  @Test
  void aVoteWhosePairComesTooLateIsADeadLetterUnlessItNamesItsModels() {
    preference(true);
    vote(0, VoteOutcome.A, 1, false, false);
    vote(3, VoteOutcome.A, 1, false, false);

    assertThat(expected().battles()).isEmpty();
    assertThat(expected().letters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).isEqualTo("unknown_pair"))
        .satisfies(letter -> assertThat(letter.anyOf()).hasSize(2));

    vote(4, VoteOutcome.A, 2, true, false);
    assertThat(expected().letters()).isEmpty();
    assertThat(predictions()).containsExactly(0);
  }

  @Test
  void aVoteCastAfterThatTimeoutHasThePrediction() {
    preference(true);
    vote(0, VoteOutcome.A, 1, false, false);
    vote(1, VoteOutcome.B, 0, true, true);

    assertThat(expected().letters()).hasSize(1);
    assertThat(outcomes()).containsExactly(VoteOutcome.B);
    assertThat(predictions()).containsExactly(1);
  }

  @Test
  void aLateRepetitionOfTheCurrentVoteIsNotJoinedWithLatePreferences() {
    preference(true);
    vote(0, VoteOutcome.A, 1, true, false);
    vote(1, VoteOutcome.A, 1, true, true);

    assertThat(predictions()).containsExactly(0);
  }

  /**
   * Two votes of the same time: the position of their records decides, and a repetition has one.
   */
  @Test
  void aVoteThatALateRepetitionMakesCurrentAgainIsJoinedWithLatePreferences() {
    preference(true);
    vote(0, VoteOutcome.A, 1, true, false);
    vote(1, VoteOutcome.B, 1, true, false);
    vote(2, VoteOutcome.A, 1, true, true);

    assertThat(outcomes()).containsExactly(VoteOutcome.A);
    assertThat(predictions()).containsExactly(1);
  }

  /** If the repetition of A arrives first, B is outdated, and A has never been replaced. */
  @Test
  void theOrderOfArrivalDecidesWhetherARepetitionComesAfterAnotherVoteOfTheSameTime() {
    preference(true);
    vote(0, VoteOutcome.A, 1, true, false);
    vote(1, VoteOutcome.B, 1, true, true);
    vote(2, VoteOutcome.A, 1, true, true);

    assertThat(outcomes()).containsExactly(VoteOutcome.A, VoteOutcome.A);
    assertThat(predictions()).containsExactlyInAnyOrder(0, 1);
  }

  private List<VoteOutcome> outcomes() {
    return expected().battles().get(KEY).anyOf().stream().map(Battle::getOutcome).toList();
  }

  /** How many predictions each of the possible battles has. */
  private List<Integer> predictions() {
    return expected().battles().get(KEY).anyOf().stream()
        .map(each -> each.getPredictions().size())
        .toList();
  }

  private ExpectedVotes expected() {
    return ExpectedVotes.of("votes", votes, "preferences", Map.of("p", preferences));
  }

  private void preference(boolean late) {
    Preference preference =
        Preference.newBuilder()
            .setId("p")
            .setWinnerModelA(0.5)
            .setWinnerModelB(0.3)
            .setWinnerTie(0.2)
            .setModel("tiny@1")
            .setTokens(10)
            .setTruncated(false)
            .setScoredAt(NOW)
            .setPairOffset(7L)
            .build();
    preferences.add(new PreferenceRecord(3, preference, late));
  }

  private void vote(
      long offset, VoteOutcome outcome, int secondsAfter, boolean namesModels, boolean late) {
    Vote vote =
        Vote.newBuilder()
            .setPairId("p")
            .setOutcome(outcome)
            .setVoter("v")
            .setVotedAt(NOW.plusSeconds(secondsAfter))
            .setModelA(namesModels ? "a" : null)
            .setModelB(namesModels ? "b" : null)
            .build();
    votes.add(new VoteRecord(new Place(0, offset), null, new byte[0], "", vote, late));
  }
}
