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

class VoteFileTest {
  private final VoteFile withTies = file("n.csv", 60, false);
  private final VoteFile tieFree = file("d.csv", 100, true);

  @Test
  void theLimitIsSplitEquallyBetweenTheTwoKinds() {
    assertThat(VoteFile.limited(List.of(tieFree, withTies), 80))
        .containsExactly(tieFree.first(40), withTies.first(40));
  }

  @Test
  void whatOneKindDoesNotUseGoesToTheOther() {
    assertThat(VoteFile.limited(List.of(withTies, tieFree), 150))
        .containsExactly(withTies, tieFree.first(90));
    assertThat(VoteFile.limited(List.of(withTies), 30)).containsExactly(withTies.first(30));
  }

  @Test
  void withoutALimitEveryRowIsUsed() {
    assertThat(VoteFile.limited(List.of(withTies, tieFree), Integer.MAX_VALUE / 2))
        .containsExactly(withTies, tieFree);
  }

  @Test
  void aFileNamedTwiceIsRefused() {
    VoteFile copy = new VoteFile("copy.csv", withTies.sha256(), withTies.votes(), false);
    assertThatThrownBy(() -> VoteFile.requireEachOnce(List.of(withTies, copy), null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("n.csv and copy.csv, both named by --train, have the same bytes");
  }

  @Test
  void aValidationFileThatIsTrainedOnIsRefused() {
    List<VoteFile> files = List.of(withTies, tieFree);
    VoteFile.requireEachOnce(files, null);
    assertThatThrownBy(() -> VoteFile.requireEachOnce(files, withTies))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has the same bytes as a file named by --train");
  }

  private static VoteFile file(String path, int rows, boolean tieFree) {
    List<EncodedVote> votes =
        IntStream.range(0, rows)
            .mapToObj(
                i -> {
                  Sequence text = new Sequence(new int[] {i}, 0);
                  return new EncodedVote(
                      new EncodedPair(text, text, new float[0], new float[0], false),
                      Outcome.WINNER_MODEL_A,
                      tieFree);
                })
            .toList();
    return new VoteFile(path, "hash of " + path, votes, tieFree);
  }
}
