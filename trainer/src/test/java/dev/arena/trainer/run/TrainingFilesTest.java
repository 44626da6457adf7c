package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingFilesTest {
  private final VoteFile natural = file("n.csv", 60, false);
  private final VoteFile decisive = file("d.csv", 100, true);

  @Test
  void theLimitGoesInEqualPartsToBothKinds() {
    assertThat(TrainingFiles.of(List.of(decisive, natural), 80).files())
        .containsExactly(decisive.first(40), natural.first(40));
  }

  @Test
  void whatOneKindDoesNotUseGoesToTheOther() {
    assertThat(TrainingFiles.of(List.of(natural, decisive), 150).files())
        .containsExactly(natural, decisive.first(90));
    assertThat(TrainingFiles.of(List.of(natural), 30).files()).containsExactly(natural.first(30));
  }

  @Test
  void withoutALimitEveryRowIsUsed() {
    TrainingFiles files = TrainingFiles.of(List.of(natural, decisive), Integer.MAX_VALUE / 2);
    assertThat(files.votes()).hasSize(160).startsWith(natural.votes().get(0));
  }

  @Test
  void aFileNamedTwiceIsRefused() {
    VoteFile copy = new VoteFile("copy.csv", natural.sha256(), natural.votes(), false);
    assertThatThrownBy(() -> TrainingFiles.requireEachOnce(List.of(natural, copy), null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("n.csv and copy.csv of --train have the same bytes");
  }

  @Test
  void aValidationFileThatIsLearnedFromIsRefused() {
    List<VoteFile> files = List.of(natural, decisive);
    TrainingFiles.requireEachOnce(files, null);
    assertThatThrownBy(() -> TrainingFiles.requireEachOnce(files, natural))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has the same bytes as a file of --train");
  }

  private static VoteFile file(String path, int rows, boolean decisive) {
    List<EncodedVote> votes =
        IntStream.range(0, rows)
            .mapToObj(
                i -> {
                  Sequence text = new Sequence(new int[] {i}, 0);
                  return new EncodedVote(
                      new EncodedPair(text, text, new float[0], new float[0], false),
                      Outcome.WINNER_MODEL_A,
                      decisive);
                })
            .toList();
    return new VoteFile(path, "hash of " + path, votes, decisive);
  }
}
