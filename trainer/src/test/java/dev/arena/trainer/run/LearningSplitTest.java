package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.recipe.Recipes;
import dev.arena.trainer.recipe.Selection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LearningSplitTest {
  private static final Selection AUTO = selection("auto");

  @Property(tries = 200)
  void noVoteIsInTwoPartsAndOnlyWinnersAreLearned(
      @ForAll @IntRange(min = 8, max = 900) int natural,
      @ForAll @IntRange(max = 900) int decisive,
      @ForAll long seed) {
    List<EncodedVote> votes = votes(natural, decisive);
    LearningSplit split = LearningSplit.of(votes, List.of(), AUTO, seed);
    Set<Integer> seen = new HashSet<>();
    assertThat(split.learned()).allMatch(seen::add).allMatch(i -> votes.get(i).hasWinner());
    assertThat(split.heldOut()).allMatch(seen::add).allMatch(i -> votes.get(i).hasWinner());
    assertThat(split.judged()).allMatch(seen::add).noneMatch(i -> votes.get(i).decisive());
    assertThat(LearningSplit.of(votes, List.of(), AUTO, seed)).isEqualTo(split);
  }

  @Test
  void moreDecisiveVotesThanNaturalWinnersAreLearnedFromAlone() {
    LearningSplit split = LearningSplit.of(votes(60, 41), List.of(), AUTO, 1);
    assertThat(split.decisiveOnly()).isTrue();
    assertThat(split.learned()).hasSize(41);
    assertThat(split.judged()).hasSize(60);
    assertThat(split.sentence()).contains("41 votes of files without ties; 60 natural votes");
  }

  @Test
  void fewDecisiveVotesJoinTheNaturalOnes() {
    List<EncodedVote> votes = votes(600, 60);
    LearningSplit split = LearningSplit.of(votes, List.of(), AUTO, 1);
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
    LearningSplit split = LearningSplit.of(votes, reserved, AUTO, 1);
    assertThat(split.learned()).hasSize(38).doesNotContain(20, 35);
  }

  @Test
  void whereAllVotesHaveOnePromptAllAreLearnedFrom() {
    List<EncodedVote> votes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      votes.add(vote(7, i, i >= 10));
    }
    assertThat(LearningSplit.of(votes, List.of(), AUTO, 1).learned()).hasSize(40);
  }

  @Test
  void votesWithoutAnyWinnerCannotTeachTheEncoder() {
    assertThatThrownBy(() -> LearningSplit.of(votes(1, 0), List.of(), AUTO, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has a winner; expected some")
        .hasMessageContaining("--train");
  }

  @Test
  void theRecipeMayNameTheFilesThatTeach() {
    assertThat(LearningSplit.of(votes(60, 41), List.of(), selection("all"), 1).decisiveOnly())
        .isFalse();
    assertThat(LearningSplit.of(votes(600, 60), List.of(), selection("decisive"), 1).learned())
        .hasSize(60);
  }

  @Test
  void theRecipeSaysHowManyPairsAreHeldOutAtMost() {
    Selection ten = Recipes.read("default", Map.of("held-out", "10")).selection();
    assertThat(LearningSplit.of(votes(60, 1000), List.of(), AUTO, 1).heldOut()).hasSize(100);
    assertThat(LearningSplit.of(votes(60, 1000), List.of(), ten, 1).heldOut()).hasSize(10);
  }

  private static Selection selection(String learnFrom) {
    return Recipes.read("default", Map.of("learn-from", learnFrom)).selection();
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
