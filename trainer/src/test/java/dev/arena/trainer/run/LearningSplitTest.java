package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LearningSplitTest {
  @Property(tries = 200)
  void noVoteIsInTwoPartsAndOnlyWinnersAreLearned(
      @ForAll @IntRange(min = 8, max = 900) int natural,
      @ForAll @IntRange(max = 900) int decisive,
      @ForAll long seed) {
    List<EncodedVote> votes = votes(natural, decisive);
    LearningSplit split = LearningSplit.of(votes, List.of(), seed);
    Set<Integer> seen = new HashSet<>();
    assertThat(split.learned()).allMatch(seen::add).allMatch(i -> votes.get(i).hasWinner());
    assertThat(split.heldOut()).allMatch(seen::add).allMatch(i -> votes.get(i).hasWinner());
    assertThat(split.judged()).allMatch(seen::add).noneMatch(i -> votes.get(i).decisive());
    assertThat(LearningSplit.of(votes, List.of(), seed)).isEqualTo(split);
  }

  @Test
  void moreDecisiveVotesThanNaturalWinnersAreLearnedFromAlone() {
    LearningSplit split = LearningSplit.of(votes(60, 41), List.of(), 1);
    assertThat(split.decisiveOnly()).isTrue();
    assertThat(split.learned()).hasSize(41);
    assertThat(split.judged()).hasSize(60);
    assertThat(split.sentence()).contains("41 votes of files without ties; 60 natural votes");
  }

  @Test
  void fewDecisiveVotesJoinTheNaturalOnes() {
    List<EncodedVote> votes = votes(600, 60);
    LearningSplit split = LearningSplit.of(votes, List.of(), 1);
    assertThat(split.decisiveOnly()).isFalse();
    assertThat(split.judged()).hasSize(150);
    assertThat(split.learned().size() + split.heldOut().size()).isGreaterThan(300);
    assertThat(split.learned()).anyMatch(i -> votes.get(i).decisive());
    assertThat(split.sentence()).contains("votes of all files");
  }

  @Test
  void votesOnThePromptOfAVoteThatJudgesAreNotLearnedFrom() {
    List<EncodedVote> votes = votes(10, 40);
    List<EncodedVote> reserved = List.of(votes(0, 40).get(35));
    votes.set(20, vote(9, 100, true));
    LearningSplit split = LearningSplit.of(votes, reserved, 1);
    assertThat(split.learned()).hasSize(38).doesNotContain(20, 35);
  }

  @Test
  void whereAllVotesHaveOnePromptAllAreLearnedFrom() {
    List<EncodedVote> votes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      votes.add(vote(7, i, i >= 10));
    }
    assertThat(LearningSplit.of(votes, List.of(), 1).learned()).hasSize(40);
  }

  @Test
  void votesWithoutAnyWinnerCannotTeachTheEncoder() {
    assertThatThrownBy(() -> LearningSplit.of(votes(1, 0), List.of(), 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has a winner; expected some")
        .hasMessageContaining("--train");
  }

  /** Every third natural vote is a tie, the first one too. */
  private static List<EncodedVote> votes(int natural, int decisive) {
    List<EncodedVote> votes = new ArrayList<>();
    for (int i = 0; i < natural + decisive; i++) {
      boolean tie = i < natural && i % 3 == 0;
      EncodedVote vote = vote(i, i, i >= natural);
      votes.add(tie ? new EncodedVote(vote.pair(), Outcome.WINNER_TIE, false) : vote);
    }
    return votes;
  }

  private static EncodedVote vote(int prompt, int answer, boolean decisive) {
    Sequence one = new Sequence(new int[] {prompt, answer}, 1);
    return new EncodedVote(
        new EncodedPair(one, one, new float[0], new float[0], false),
        Outcome.WINNER_MODEL_A,
        decisive);
  }
}
