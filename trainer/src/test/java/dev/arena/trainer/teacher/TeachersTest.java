package dev.arena.trainer.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.predict.PredictionFileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeachersTest {
  @TempDir Path folder;

  @Test
  void theFirstTeacherThatKnowsAPairGivesItsLabel() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.csv"),
            """
            id,one_a,one_b,one_tie,two_a,two_b,two_tie
            1,0.5,0.25,0.25,0.25,0.25,0.5
            2,,,,0.2,0.2,0.6
            """);
    Teachers teachers = read(file + ":one", file + ":two");
    assertThat(teachers.labelOf("1"))
        .isEqualTo(new SoftLabel(0, new Probabilities(0.5, 0.25, 0.25)));
    assertThat(teachers.labelOf("2")).isEqualTo(new SoftLabel(1, new Probabilities(0.2, 0.2, 0.6)));
    assertThat(teachers.labelOf("3")).isNull();
    assertThat(teachers.files().get(1).name()).isEqualTo("t.csv:two");
  }

  @Test
  void roundedProbabilitiesAreScaledToOne() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "id,t_a,t_b,t_tie\n1,0.33,0.33,0.33\n");
    Probabilities third = read(file.toString()).files().get(0).byId().get("1");
    assertThat(third.tie()).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void anIdThatOccursTwiceIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "id,t_a,t_b,t_tie\n1,1,0,0\n1,0,1,0\n");
    assertThatThrownBy(() -> read(file.toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("t.csv:3: the id 1 occurs twice");
  }

  @Test
  void aFileWithoutProbabilitiesIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "id,t_a,t_b,t_tie\n1,,,\n");
    assertThatThrownBy(() -> read(file.toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("t.csv has no probabilities");
  }

  @Test
  void aFileWhoseNameHasAColonNeedsNoColumns() throws IOException {
    Path file = Files.writeString(folder.resolve("a:b"), "");
    assertThat(PredictionFileName.parse(file.toString()))
        .isEqualTo(new PredictionFileName(file, null));
    assertThat(PredictionFileName.parse(folder, "c.csv:oof"))
        .isEqualTo(new PredictionFileName(folder.resolve("c.csv"), "oof"));
  }

  private static Teachers read(String... files) {
    return Teachers.read(List.of(files).stream().map(PredictionFileName::parse).toList());
  }
}
