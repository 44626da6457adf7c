package dev.arena.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.arena.console.api.PairHistory.CastVote;
import dev.arena.console.api.PairHistory.State;
import dev.arena.console.topics.PairRecords;
import dev.arena.console.topics.PairRecords.Scored;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What has been said about a pair, collected from the records about it. */
final class PairHistoryTest {
  private static final Scored SCORED = PairRecordsOf.scored("p", "arena.preferences", "tiny@1");

  @Test
  void aPredictionThatPreferenceAndBattlesTellIsListedOnce() {
    Battle one = PairRecordsOf.battle(vote("u1", VoteOutcome.A, 2));
    Battle other = PairRecordsOf.battle(vote("u2", VoteOutcome.B, 3));

    assertThat(history(List.of(SCORED), List.of(), one, other).predictions())
        .extracting(PairHistory.Prediction::topic, PairHistory.Prediction::model)
        .containsExactly(tuple("arena.preferences", "tiny@1"));
    assertThat(history(List.of(), List.of(), one, other).predictions()).hasSize(1);
  }

  @Test
  void aVoteWithABattleCountsAndIsListedOnce() {
    Vote vote = vote("u1", VoteOutcome.A, 2);

    assertThat(states(history(List.of(), List.of(vote, vote), PairRecordsOf.battle(vote))))
        .containsExactly(State.COUNTS);
  }

  @Test
  void aVoteWithoutABattleIsNotJoined() {
    assertThat(states(history(List.of(SCORED), List.of(vote("u1", VoteOutcome.A, 2)))))
        .containsExactly(State.NOT_JOINED);
  }

  @Test
  void aVoteBeforeAnotherOfTheSameVoterIsReplaced() {
    Vote first = vote("u1", VoteOutcome.A, 2);
    Vote second = vote("u1", VoteOutcome.B, 3);

    assertThat(states(history(List.of(), List.of(first, second))))
        .containsExactly(State.NOT_JOINED, State.REPLACED);
    assertThat(states(history(List.of(), List.of(first), PairRecordsOf.battle(second))))
        .containsExactly(State.COUNTS, State.REPLACED);
  }

  @Test
  void aWithdrawnVoteIsReplacedByItsWithdrawal() {
    assertThat(
            states(
                history(
                    List.of(),
                    List.of(vote("u1", VoteOutcome.A, 2), vote("u1", VoteOutcome.WITHDRAWN, 3)))))
        .containsExactly(State.WITHDRAWAL, State.REPLACED);
  }

  @Test
  void anonymousVotesThatSayTheSameAreDifferentVotes() {
    Vote vote = vote(null, VoteOutcome.A, 2);

    assertThat(states(history(List.of(), List.of(vote, vote, vote), PairRecordsOf.battle(vote))))
        .containsExactly(State.COUNTS, State.NOT_JOINED, State.NOT_JOINED);
  }

  @Test
  void aBattleOfAnAmbiguousIdDoesNotCount() {
    Battle battle =
        Battle.newBuilder(PairRecordsOf.battle(vote("u1", VoteOutcome.A, 2)))
            .setAmbiguous(true)
            .build();

    PairHistory history = history(List.of(), List.of(), battle);

    assertThat(states(history)).containsExactly(State.AMBIGUOUS);
    assertThat(history.ambiguous()).isTrue();
  }

  @Test
  void modelsAreThoseOfTheFirstRecordThatNamesThem() {
    assertThat(history(List.of(SCORED), List.of()).modelA()).isNull();
    assertThat(
            history(List.of(SCORED), List.of(), PairRecordsOf.battle(vote("u1", VoteOutcome.A, 2)))
                .modelB())
        .isEqualTo("lark-13b");
  }

  private static Vote vote(@Nullable String voter, VoteOutcome outcome, int second) {
    return PairRecordsOf.vote("p", voter, outcome, second);
  }

  private static PairHistory history(List<Scored> scored, List<Vote> votes, Battle... battles) {
    return PairHistory.of(new PairRecords("p", null, scored, votes, Arrays.asList(battles)));
  }

  private static List<State> states(PairHistory history) {
    return history.votes().stream().map(CastVote::state).toList();
  }
}
