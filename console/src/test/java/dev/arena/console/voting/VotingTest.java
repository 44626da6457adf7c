package dev.arena.console.voting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.console.http.ProblemException;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What voters see, and what is written. */
final class VotingTest {
  private static final String VOTER = "u7";

  private final VotingStage stage = new VotingStage();
  private final Voting voting = stage.voting;

  @Test
  void aVoteNamesTheSideOfThePairWhicheverWasShownOnTheLeft() {
    Set<Boolean> sides = new HashSet<>();
    for (int i = 0; sides.size() < 2; i++) {
      String id = "pair-" + i;
      ContentsWriter.add(stage.contents, VotingStage.pair(id));
      BlindPair shown = voting.draw(VOTER).orElseThrow();
      boolean swapped = "About 400.".equals(shown.turns().get(0).left());
      sides.add(swapped);

      StoredVote stored =
          VotingStage.done(voting.vote(shown.token(), Verdict.LEFT, List.of("correct"), VOTER));

      assertThat(stage.log.last())
          .isEqualTo(
              Vote.newBuilder()
                  .setPairId(id)
                  .setOutcome(swapped ? VoteOutcome.B : VoteOutcome.A)
                  .setVoter(VOTER)
                  .setKind("human")
                  .setVotedAt(VotingStage.START)
                  .setSwapped(swapped)
                  .setProbability(1.0)
                  .setModelA("model-a")
                  .setModelB("model-b")
                  .setReasons(List.of("correct"))
                  .setAttributes(Map.of("source", "console"))
                  .build());
      assertThat(stored.pairId()).isEqualTo(id);
      assertThat(stored.outcome()).isEqualTo(stage.log.last().getOutcome());
      assertThat(stored.left()).isEqualTo(swapped ? "model-b" : "model-a");
      assertThat(stored.right()).isEqualTo(swapped ? "model-a" : "model-b");
    }
  }

  @Test
  void aSideIsShownAsItIsInEveryTurn() {
    ContentsWriter.add(
        stage.contents,
        VotingStage.pair("p", "m", "n", new Turn("p1", "a1", "b1"), new Turn(null, "a2", null)));
    BlindPair shown = voting.draw(VOTER).orElseThrow();

    assertThat(shown.turns())
        .isIn(
            List.of(
                new BlindPair.ShownTurn("p1", "a1", "b1"),
                new BlindPair.ShownTurn(null, "a2", null)),
            List.of(
                new BlindPair.ShownTurn("p1", "b1", "a1"),
                new BlindPair.ShownTurn(null, null, "a2")));
  }

  @Test
  void aTokenTellsNeitherThePairNorItsModels() {
    ContentsWriter.add(stage.contents, VotingStage.pair("heron-70b-against-lark-13b"));
    String voter = "longer-than-a-coincidence"; // a token may contain any two characters
    String token = voting.draw(voter).orElseThrow().token();

    String decoded = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1);
    assertThat(decoded).doesNotContain("heron", "model-a", "model-b", voter);
    assertThat(token).doesNotContain("heron", "model-a", "model-b", voter);
  }

  @Test
  void aTokenIsValidForAnHour() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    BlindPair shown = voting.draw(VOTER).orElseThrow();
    assertThat(shown.expiresAt()).isEqualTo(VotingStage.START.plus(Duration.ofHours(1)));

    stage.now.set(shown.expiresAt());
    VotingStage.done(voting.vote(shown.token(), Verdict.TIE, List.of(), VOTER));
    stage.now.set(shown.expiresAt().plusMillis(1));

    assertRefused(() -> voting.vote(shown.token(), Verdict.TIE, List.of(), VOTER), "has expired");
    assertThat(stage.log.votes).hasSize(1);
  }

  @Test
  void aTokenIsOnlyGoodForItsVoterItsPurposeAndItsConsole() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    Voting other = stage.console("another key, as after a restart without one", stage.contents);

    assertRefused(() -> voting.vote(token, Verdict.TIE, List.of(), "u8"), "another voter");
    assertRefused(() -> voting.skip(token, "u8"), "another voter");
    assertRefused(() -> voting.undo(token, VOTER), "is damaged");
    assertRefused(() -> other.vote(token, Verdict.TIE, List.of(), VOTER), "is damaged");
    StoredVote stored = VotingStage.done(voting.vote(token, Verdict.TIE, List.of(), null));
    assertRefused(() -> voting.undo(stored.undo(), "u8"), "another voter");
    assertRefused(() -> voting.vote(stored.undo(), Verdict.TIE, List.of(), VOTER), "is damaged");
    assertThat(stage.log.votes).hasSize(1);
  }

  @Test
  void withAConfiguredKeyATokenIsGoodAfterARestartAlsoIfThePairIsNoLongerKnown() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    Voting restarted = stage.console(VotingStage.KEY, new TopicContents(10, (kind, version) -> {}));

    StoredVote stored = VotingStage.done(restarted.vote(token, Verdict.BOTH_BAD, List.of(), VOTER));
    stage.now.set(VotingStage.START.plusSeconds(5));
    VotingStage.done(voting.undo(stored.undo(), VOTER));

    assertThat(stage.log.votes)
        .extracting(Vote::getOutcome)
        .containsExactly(VoteOutcome.BOTH_BAD, VoteOutcome.WITHDRAWN);
  }

  @Test
  void aPairIsNotDrawnAgainOnceItsVoterHasVotedOnItOrSkippedIt() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    assertThat(voting.draw(VOTER)).isPresent();

    VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));

    assertThat(voting.draw(VOTER)).isEmpty();
    String other = voting.draw("u8").orElseThrow().token();
    voting.skip(other, "u8");
    assertThat(voting.draw("u8")).isEmpty();
    assertThat(stage.log.votes).hasSize(1);
    VotingStage.done(voting.vote(other, Verdict.LEFT, List.of(), "u8"));
    assertThat(stage.log.votes).hasSize(2);
  }

  @Test
  void aPairWithAVoteOfTheVoterInTheTopicIsNotDrawn() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    ContentsWriter.add(stage.contents, VotingStage.pair("q"));
    ContentsWriter.add(
        stage.contents,
        Vote.newBuilder()
            .setPairId("p")
            .setOutcome(VoteOutcome.A)
            .setVoter(VOTER)
            .setVotedAt(VotingStage.START)
            .build());

    String token = voting.draw(VOTER).orElseThrow().token();
    VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));

    assertThat(stage.log.last().getPairId()).isEqualTo("q");
    assertThat(stage.log.last().getProbability()).isEqualTo(1.0);
    assertThat(voting.draw(VOTER)).isEmpty();
    assertThat(voting.draw("u8")).isPresent();
  }

  @Test
  void theProbabilityIsThatOfTheDraw() {
    for (int i = 0; i < 8; i++) {
      ContentsWriter.add(stage.contents, VotingStage.pair("pair-" + i));
    }
    String token = voting.draw(VOTER).orElseThrow().token();
    ContentsWriter.add(stage.contents, VotingStage.pair("later"));
    VotingStage.done(voting.vote(token, Verdict.TIE, List.of(), VOTER));

    assertThat(stage.log.last().getProbability()).isEqualTo(1.0 / 8);
  }

  @Test
  void pairsWithoutTwoModelsOrAnAnswerOnEachSideAreNotDrawn() {
    Turn turn = new Turn("p", "a", "b");
    for (ConversationPair pair :
        List.of(
            VotingStage.pair("1", null, "n", turn),
            VotingStage.pair("2", "m", null, turn),
            VotingStage.pair("3", "m", " ", turn),
            VotingStage.pair("4", "m", "m", turn),
            VotingStage.pair("5", "m", "n", new Turn("p", null, "b")),
            VotingStage.pair("6", "m", "n", new Turn("p", "a", " "), new Turn("q", "a", "")),
            VotingStage.pair("7", "m", "n"),
            VotingStage.pair(" ", "m", "n", turn),
            VotingStage.pair("8".repeat(4_097), "m", "n", turn),
            VotingStage.pair("9", "m".repeat(4_097), "n", turn))) {
      ContentsWriter.add(stage.contents, pair);
    }

    assertThat(voting.draw(VOTER)).isEmpty();
    ContentsWriter.add(
        stage.contents,
        VotingStage.pair("10", "m", "n", new Turn("p", "a", null), new Turn("q", null, "b")));
    assertThat(voting.draw(VOTER)).isPresent();
  }

  @Test
  void theSameVoteAgainReplacesItself() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    StoredVote first = VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));
    StoredVote second = VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));

    assertThat(second.outcome()).isEqualTo(first.outcome());
    assertThat(stage.log.votes.get(1))
        .isEqualTo(
            Vote.newBuilder(stage.log.votes.get(0))
                .setVotedAt(VotingStage.START.plusMillis(1))
                .build());
  }

  @Test
  void aVoteCannotBeChangedOnceItsModelsWereShown() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    StoredVote stored = VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));

    assertRefused(() -> voting.vote(token, Verdict.RIGHT, List.of(), VOTER), "has already voted");
    VotingStage.done(voting.undo(stored.undo(), VOTER));
    assertRefused(() -> voting.vote(token, Verdict.RIGHT, List.of(), VOTER), "has already voted");
    assertThat(voting.draw(VOTER)).isEmpty();
  }

  @Test
  void aVoteThatIsInTheTopicCannotBeChangedWithItsTokenAfterARestart() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));
    ContentsWriter.add(stage.contents, stage.log.last());
    Voting restarted = stage.console(VotingStage.KEY, stage.contents);

    assertRefused(
        () -> restarted.vote(token, Verdict.RIGHT, List.of(), VOTER), "has already voted");
    VotingStage.done(restarted.vote(token, Verdict.LEFT, List.of(), VOTER));

    assertThat(stage.log.votes).hasSize(2);
    assertThat(stage.log.votes.get(1).getVotedAt()).isAfter(stage.log.votes.get(0).getVotedAt());
  }

  @Test
  void aPairWhoseVoteWasWithdrawnIsNotDrawnAgainBeforeAndAfterARestart() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    StoredVote stored = VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));
    VotingStage.done(voting.undo(stored.undo(), VOTER));
    assertThat(voting.draw(VOTER)).isEmpty();

    stage.log.votes.forEach(vote -> ContentsWriter.add(stage.contents, vote));
    Voting restarted = stage.console(VotingStage.KEY, stage.contents);
    assertThat(restarted.draw(VOTER)).isEmpty();
    assertThat(restarted.draw("u8")).isPresent();
  }

  @Test
  void theLengthOfATokenDoesNotTellTheSides() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    Set<Integer> lengths = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      lengths.add(voting.draw(VOTER).orElseThrow().token().length());
    }
    assertThat(lengths).hasSize(1);
  }

  @Test
  void aVoteThatWasNotStoredCanBeCastAgainWithAnotherVerdict() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    stage.log.failure = new IllegalStateException("away");
    assertThat(voting.vote(token, Verdict.LEFT, List.of(), VOTER)).isCompletedExceptionally();
    assertThat(voting.draw(VOTER)).isPresent();

    stage.log.failure = null;
    VotingStage.done(voting.vote(token, Verdict.TIE, List.of(), VOTER));

    assertThat(stage.log.last().getOutcome()).isEqualTo(VoteOutcome.TIE);
  }

  @Test
  void anUndoneVoteIsAWithdrawalWithALaterTimeEvenIfTheClockWasSetBack() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    String token = voting.draw(VOTER).orElseThrow().token();
    StoredVote stored = VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));
    stage.now.set(VotingStage.START.minusSeconds(60));

    assertThat(VotingStage.done(voting.undo(stored.undo(), VOTER))).isEqualTo("p");

    Instant withdrawn = VotingStage.START.plusMillis(1);
    assertThat(stage.log.last())
        .isEqualTo(
            Vote.newBuilder()
                .setPairId("p")
                .setOutcome(VoteOutcome.WITHDRAWN)
                .setVoter(VOTER)
                .setKind("human")
                .setVotedAt(withdrawn)
                .setAttributes(Map.of("source", "console"))
                .build());
    VotingStage.done(voting.vote(token, Verdict.LEFT, List.of(), VOTER));
    assertThat(stage.log.last().getVotedAt()).isEqualTo(withdrawn.plusMillis(1));
    VotingStage.done(voting.undo(stored.undo(), VOTER));
    assertThat(stage.log.last().getVotedAt()).isEqualTo(withdrawn.plusMillis(2));
  }

  @Test
  void aVoterNeedsAPseudonymThatVotesMayHave() {
    ContentsWriter.add(stage.contents, VotingStage.pair("p"));
    for (String voter : List.of("", " \t", "v".repeat(4_097), "arena.votes-0-17")) {
      assertRefused(() -> voting.draw(voter), "pseudonym");
    }
    assertThat(voting.draw("arena.votes-0-x")).isPresent();
  }

  @Test
  void theOldestHandledPairsAreForgotten() {
    HandledPairs handled = new HandledPairs(2);
    handled.skip("u", "1");
    handled.skip("u", "2");
    handled.vote("u", "1", VoteOutcome.A, VotingStage.START);
    handled.skip("u", "3");

    assertThat(handled.include("u", "2")).isFalse();
    assertThat(handled.include("u", "3")).isTrue();
    handled.skip("u", "1");
    assertThat(handled.find("u", "1"))
        .contains(new HandledPairs.Handled(VoteOutcome.A, VotingStage.START));
    assertThat(handled.include("v", "1")).isFalse();
  }

  private static void assertRefused(ThrowingCallable call, String reason) {
    assertThatThrownBy(call).isInstanceOf(ProblemException.class).hasMessageContaining(reason);
  }
}
