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

class TrainingSplitTest {
  private static final Selection AUTO = selection("auto");

  @Property(tries = 200)
  void noVoteIsInTwoPartsAndOnlyVotesWithAWinnerAreTrainedOn(
      @ForAll @IntRange(min = 8, max = 900) int withTies,
      @ForAll @IntRange(max = 900) int tieFree,
      @ForAll long seed) {
    List<EncodedVote> votes = votes(withTies, tieFree);
    TrainingSplit split = TrainingSplit.of(votes, List.of(), AUTO, seed);
    Set<Integer> seen = new HashSet<>();
    assertThat(split.train()).allMatch(seen::add).allMatch(i -> votes.get(i).hasWinner());
    assertThat(split.heldOut()).allMatch(seen::add).allMatch(i -> votes.get(i).hasWinner());
    assertThat(split.calibration()).allMatch(seen::add).noneMatch(i -> votes.get(i).tieFree());
    assertThat(TrainingSplit.of(votes, List.of(), AUTO, seed)).isEqualTo(split);
  }

  @Test
  void theEncoderTrainsOnTieFreeFilesAloneWhenTheyHaveMoreWinners() {
    TrainingSplit split = TrainingSplit.of(votes(60, 41), List.of(), AUTO, 1);
    assertThat(split.tieFreeOnly()).isTrue();
    assertThat(split.train()).hasSize(41);
    assertThat(split.calibration()).hasSize(60);
    assertThat(split.sentence())
        .contains("41 votes in files without ties; 60 votes in files with ties");
  }

  @Test
  void fewTieFreeVotesJoinTheOthers() {
    List<EncodedVote> votes = votes(600, 60);
    TrainingSplit split = TrainingSplit.of(votes, List.of(), AUTO, 1);
    assertThat(split.tieFreeOnly()).isFalse();
    assertThat(split.calibration()).hasSize(150);
    assertThat(split.train().size() + split.heldOut().size()).isGreaterThan(300);
    assertThat(split.train()).anyMatch(i -> votes.get(i).tieFree());
    assertThat(split.sentence()).contains("votes in all files");
  }

  @Test
  void votesOnThePromptOfACalibrationVoteAreNotTrainedOn() {
    List<EncodedVote> votes = votes(10, 40);
    List<EncodedVote> reserved = List.of(votes(0, 40).get(35));
    votes.set(20, vote(9, 100, true));
    TrainingSplit split = TrainingSplit.of(votes, reserved, AUTO, 1);
    assertThat(split.train()).hasSize(38).doesNotContain(20, 35);
  }

  @Test
  void ifAllVotesShareOnePromptAllAreTrainedOn() {
    List<EncodedVote> votes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      votes.add(vote(7, i, i >= 10));
    }
    assertThat(TrainingSplit.of(votes, List.of(), AUTO, 1).train()).hasSize(40);
  }

  @Test
  void votesWithoutAnyWinnerCannotTeachTheEncoder() {
    assertThatThrownBy(() -> TrainingSplit.of(votes(1, 0), List.of(), AUTO, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has a winner; expected some")
        .hasMessageContaining("--train");
  }

  @Test
  void theRecipeMayNameTheFilesThatTeach() {
    assertThat(TrainingSplit.of(votes(60, 41), List.of(), selection("all"), 1).tieFreeOnly())
        .isFalse();
    assertThat(TrainingSplit.of(votes(600, 60), List.of(), selection("tie-free"), 1).train())
        .hasSize(60);
  }

  @Test
  void theRecipeLimitsHowManyPairsAreHeldOut() {
    Selection ten = Recipes.read("default", Map.of("held-out", "10")).selection();
    assertThat(TrainingSplit.of(votes(60, 1000), List.of(), AUTO, 1).heldOut()).hasSize(100);
    assertThat(TrainingSplit.of(votes(60, 1000), List.of(), ten, 1).heldOut()).hasSize(10);
  }

  @Test
  void tiesOutsideTheCalibrationVotesDoNotTrainTheEncoder() {
    List<EncodedVote> votes = votes(60, 0);
    TrainingSplit split = TrainingSplit.of(votes, List.of(), AUTO, 1);
    assertThat(split.ties()).isNotEmpty().allMatch(i -> !votes.get(i).hasWinner());
    assertThat(split.ties()).doesNotContainAnyElementsOf(split.calibration());
    assertThat(split.ties().size() + split.train().size() + split.calibration().size())
        .isEqualTo(60);
    assertThat(TrainingSplit.of(votes(6, 40), List.of(), AUTO, 1).ties()).isEmpty();
  }

  private static Selection selection(String learnFrom) {
    return Recipes.read("default", Map.of("learn-from", learnFrom)).selection();
  }

  /** Every third vote in a file with ties is a tie, beginning with the first. */
  private static List<EncodedVote> votes(int withTies, int tieFree) {
    List<EncodedVote> votes = new ArrayList<>();
    for (int i = 0; i < withTies + tieFree; i++) {
      boolean tie = i < withTies && i % 3 == 0;
      EncodedVote vote = vote(i, i, i >= withTies);
      votes.add(tie ? new EncodedVote(vote.pair(), Outcome.WINNER_TIE, false) : vote);
    }
    return votes;
  }

  private static EncodedVote vote(int prompt, int answer, boolean tieFree) {
    Sequence one = new Sequence(new int[] {prompt, answer}, 1);
    return new EncodedVote(
        new EncodedPair(one, one, new float[0], new float[0], false),
        Outcome.WINNER_MODEL_A,
        tieFree);
  }
}
