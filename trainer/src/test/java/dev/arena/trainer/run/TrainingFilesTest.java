package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFilesTest {
  @TempDir Path folder;
  private VoteFile natural;
  private VoteFile decisive;

  @BeforeEach
  void readVotes() throws IOException {
    natural = VoteFile.read(VotesCsv.write(folder.resolve("n.csv"), 60, true), BadRows.STOP);
    decisive = VoteFile.read(VotesCsv.write(folder.resolve("d.csv"), 100, false), BadRows.STOP);
  }

  @Test
  void aFileOfFiftyRowsWithoutTiesIsDecisiveAndASmallerOneIsNot() throws IOException {
    assertThat(natural.decisive()).isFalse();
    assertThat(decisive.decisive()).isTrue();
    Path small = VotesCsv.write(folder.resolve("s.csv"), 49, false);
    assertThat(VoteFile.read(small, BadRows.STOP).decisive()).isFalse();
  }

  @Test
  void theLimitGoesInEqualPartsToBothKinds() {
    TrainingFiles files = TrainingFiles.of(List.of(decisive, natural), 80);
    assertThat(files.natural()).isEqualTo(40);
    assertThat(files.decisive()).isEqualTo(40);
  }

  @Test
  void whatOneKindDoesNotUseGoesToTheOther() {
    TrainingFiles files = TrainingFiles.of(List.of(natural, decisive), 150);
    assertThat(files.natural()).isEqualTo(60);
    assertThat(files.decisive()).isEqualTo(90);
    assertThat(TrainingFiles.of(List.of(natural), 30).natural()).isEqualTo(30);
  }

  @Test
  void withoutALimitEveryRowIsUsed() {
    TrainingFiles files = TrainingFiles.of(List.of(natural, decisive), Integer.MAX_VALUE / 2);
    assertThat(files.natural() + files.decisive()).isEqualTo(160);
  }

  @Test
  void anOutcomeThatNobodyVotedForIsNamed() throws IOException {
    Path small = VotesCsv.write(folder.resolve("s.csv"), 49, false);
    VoteFile file = VoteFile.read(small, BadRows.STOP);
    assertThatThrownBy(() -> TrainingFiles.of(List.of(file), 49))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("winner_tie")
        .hasMessageContaining("expected all three outcomes");
  }

  @Test
  void aFileNamedTwiceIsRefused() throws IOException {
    Path copy = Files.copy(folder.resolve("n.csv"), folder.resolve("copy.csv"));
    TrainingFiles files =
        TrainingFiles.of(List.of(natural, VoteFile.read(copy, BadRows.STOP)), 1000);
    assertThatThrownBy(() -> files.requireEachOnce(null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("n.csv and")
        .hasMessageContaining("copy.csv of --train have the same bytes");
  }

  @Test
  void aValidationFileThatIsLearnedFromIsRefused() {
    TrainingFiles files = TrainingFiles.of(List.of(natural, decisive), 1000);
    files.requireEachOnce(null);
    assertThatThrownBy(() -> files.requireEachOnce(natural))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has the same bytes as a file of --train");
  }
}
