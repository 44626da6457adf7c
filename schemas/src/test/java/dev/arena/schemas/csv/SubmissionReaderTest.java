package dev.arena.schemas.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionReaderTest {
  @TempDir Path folder;

  @Test
  void aFileFromASubmissionWriterIsReadBack() throws IOException {
    Path file = folder.resolve("submission.csv");
    try (SubmissionWriter out = SubmissionWriter.open(file)) {
      out.write("a,b", 0.25, 0.5, 0.25);
      out.write("2", 0, 1, 0);
      out.complete();
    }
    assertThat(rows(file, null))
        .containsExactly(
            new SubmissionReader.Row("a,b", 2, 0.25, 0.5, 0.25),
            new SubmissionReader.Row("2", 3, 0, 1, 0));
  }

  @Test
  void aPrefixChoosesAmongSeveralTeachersAndEmptyCellsAreSkipped() throws IOException {
    Path file =
        write(
            """
            id,one_a,one_b,one_tie,two_tie,two_b,two_a
            1,,,,0.2,0.3,0.5
            2,0.1,0.2,0.7,,,
            """);
    assertThat(rows(file, "one")).containsExactly(new SubmissionReader.Row("2", 3, 0.1, 0.2, 0.7));
    assertThat(rows(file, "two")).containsExactly(new SubmissionReader.Row("1", 2, 0.5, 0.3, 0.2));
    assertRefused(
        file, null, ":1: the header has several groups of probabilities (one, two); expected");
    assertRefused(
        file, "three", ":1: the header has no columns three_a, three_b, three_tie; found \"id\", ");
  }

  @Test
  void votesBesideATeacherAreNamedWinner() throws IOException {
    Path file =
        write(
            """
            id,winner_model_a,winner_model_b,winner_tie,judge_a,judge_b,judge_tie
            1,0,1,0,0.2,0.3,0.5
            """);
    assertRefused(
        file,
        null,
        ":1: the header has several groups of probabilities (winner, judge); expected the name of one after the file's name, as in FILE:judge");
    assertThat(rows(file, "winner")).containsExactly(new SubmissionReader.Row("1", 2, 0, 1, 0));
    assertThat(rows(file, "judge"))
        .containsExactly(new SubmissionReader.Row("1", 2, 0.2, 0.3, 0.5));
  }

  @Test
  void aValueThatIsNotAProbabilityIsRefusedAndItsLineIsNamed() throws IOException {
    String header = "id,t_a,t_b,t_tie\n1,0.3,0.3,0.4\n";
    assertRefused(write(header + "2,0.5,0.5,0.5\n"), null, ":3: the probabilities 0.5, 0.5, 0.5");
    assertRefused(write(header + "2,-0.5,1,0.5\n"), null, ":3: the probability of A is \"-0.5\"");
    assertRefused(write(header + "2,NaN,1,0.5\n"), null, ":3: the probability of A is \"NaN\"");
    assertRefused(
        write(header + "2,x,1,0\n"), null, ":3: the probability of A is \"x\"; expected a");
    assertRefused(write(header + "2,,1,0\n"), null, ":3: the probability of A is \"\"");
    assertRefused(write(header + "2,1,0\n"), null, ":3: the row has 3 fields; expected 4");
    assertRefused(write(header + " ,1,0,0\n"), null, ":3: column id is empty");
  }

  @Test
  void aHeaderWithoutProbabilitiesIsRefused() throws IOException {
    assertRefused(write("id,p\n1,2\n"), null, ":1: the header does not contain three columns of");
    assertRefused(write("t_a,t_b,t_tie\n"), null, ":1: the header has no column id");
    assertRefused(write("id,t_a,t_b,t_a,t_tie\n"), null, ":1: the header has more than one column");
    assertRefused(write(""), null, ":1: the header does not contain three columns of");
  }

  private void assertRefused(Path file, @Nullable String prefix, String message) {
    assertThatThrownBy(() -> rows(file, prefix))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(file + message);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("teacher.csv"), text);
  }

  private static List<SubmissionReader.Row> rows(Path file, @Nullable String prefix) {
    List<SubmissionReader.Row> rows = new ArrayList<>();
    InputFile input = InputFile.open(file.toString(), "CSV", UnaryOperator.identity());
    SubmissionReader.read(input, prefix, rows::add);
    return rows;
  }
}
