package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingVotesTest {
  private static final List<EncodedVote> THREE =
      List.of(
          withTies(1, 2, Outcome.WINNER_MODEL_A),
          withTies(3, 4, Outcome.WINNER_MODEL_B),
          withTies(5, 6, Outcome.WINNER_TIE));

  @Test
  void votesWithTextsFromTheValidationFileAreNotTrainedOnInEitherOrder() {
    EncodedVote swapped = withTies(8, 7, Outcome.WINNER_TIE);
    TrainingVotes votes =
        TrainingVotes.of(
            with(THREE, swapped),
            List.of(
                withTies(7, 8, Outcome.WINNER_MODEL_A), withTies(9, 10, Outcome.WINNER_MODEL_A)));
    assertThat(votes.votes()).containsExactlyElementsOf(THREE);
    assertThat(votes.validated()).isEqualTo(1);
    assertThat(votes.repeated()).isZero();
  }

  @Test
  void aValidationFileWithoutATextOfItsOwnIsRefused() {
    assertThatThrownBy(
            () -> TrainingVotes.of(THREE, List.of(withTies(2, 1, Outcome.WINNER_MODEL_B))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("every row of the validation file is among the training rows")
        .hasMessageContaining("--validation");
  }

  @Test
  void aRepeatedVoteCountsOnceEvenWithItsAnswersSwapped() {
    TrainingVotes votes =
        TrainingVotes.of(with(THREE, withTies(2, 1, Outcome.WINNER_MODEL_B)), List.of());
    assertThat(votes.votes()).containsExactlyElementsOf(THREE);
    assertThat(votes.repeated()).isEqualTo(1);
  }

  @Test
  void anotherVoteOnTheSameTextsIsKept() {
    List<EncodedVote> read = with(THREE, withTies(1, 2, Outcome.WINNER_MODEL_B));
    assertThat(TrainingVotes.of(read, List.of()).votes()).isEqualTo(read);
  }

  @Test
  void ofTwoEqualVotesTheOneFromAFileWithTiesIsKept() {
    EncodedVote tieFree = vote(1, 2, Outcome.WINNER_MODEL_A, true);
    List<EncodedVote> read = new ArrayList<>(List.of(tieFree));
    read.addAll(THREE);
    TrainingVotes votes = TrainingVotes.of(read, List.of());
    assertThat(votes.votes()).containsExactlyElementsOf(THREE);
    assertThat(votes.repeated()).isEqualTo(1);
  }

  @Test
  void ifNoVoteForAnOutcomeIsLeftTrainingIsRefused() {
    assertThatThrownBy(
            () ->
                TrainingVotes.of(
                    THREE,
                    List.of(
                        withTies(5, 6, Outcome.WINNER_TIE), withTies(9, 10, Outcome.WINNER_TIE))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("winner_tie after skipping 1 rows that repeat");
  }

  @Test
  void anOutcomeWithoutVotesIsNamed() {
    assertThatThrownBy(() -> TrainingVotes.of(THREE.subList(0, 2), List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "no row in the training files with ties has the vote winner_tie; expected all three")
        .hasMessageContaining("--limit");
  }

  private static List<EncodedVote> with(List<EncodedVote> votes, EncodedVote more) {
    List<EncodedVote> all = new ArrayList<>(votes);
    all.add(more);
    return all;
  }

  private static EncodedVote withTies(int first, int second, Outcome outcome) {
    return vote(first, second, outcome, false);
  }

  private static EncodedVote vote(int first, int second, Outcome outcome, boolean tieFree) {
    return new EncodedVote(
        new EncodedPair(
            new Sequence(new int[] {first}, 0),
            new Sequence(new int[] {second}, 0),
            new float[0],
            new float[0],
            false),
        outcome,
        tieFree);
  }
}
