package dev.arena.schemas.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionWriterTest {
  @TempDir Path directory;

  @Test
  void linesFollowKagglesHeaderInTheOrderWritten() throws IOException {
    Path file = directory.resolve("submission.csv");
    try (SubmissionWriter out = SubmissionWriter.open(file)) {
      out.write("136060", 0.25, 0.5, 0.25);
      out.write("211333", 1, 0, 0);
      out.complete();
    }
    assertThat(file)
        .hasContent(
            """
            id,winner_model_a,winner_model_b,winner_tie
            136060,0.25,0.5,0.25
            211333,1.0,0.0,0.0
            """);
  }

  @Test
  void otherColumnsFollowTheProbabilities() throws IOException {
    Path file = directory.resolve("submission.csv");
    try (SubmissionWriter out = SubmissionWriter.open(file.toString(), List.of("length", "text"))) {
      out.write("1", 0.25, 0.5, 0.25, -0.5, 1e-9);
      assertThatThrownBy(() -> out.write("2", 0.25, 0.5, 0.25, -0.5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[length, text]");
      out.complete();
    }
    assertThat(file)
        .hasContent(
            """
            id,winner_model_a,winner_model_b,winner_tie,length,text
            1,0.25,0.5,0.25,-0.5,1.0E-9
            """);
  }

  @Test
  void anIdThatNeedsQuotesGetsThem() throws IOException {
    Path file = directory.resolve("submission.csv");
    try (SubmissionWriter out = SubmissionWriter.open(file)) {
      out.write("a,\"b\"\nc", 0.25, 0.5, 0.25);
      out.complete();
    }
    assertThat(Files.readString(file)).endsWith("\n\"a,\"\"b\"\"\nc\",0.25,0.5,0.25\n");
  }

  @Test
  void noFileExistsBeforeTheEnd() {
    Path file = directory.resolve("submission.csv");
    try (SubmissionWriter out = SubmissionWriter.open(file)) {
      out.write("1", 0.25, 0.5, 0.25);
      assertThat(file).doesNotExist();
      out.complete();
    }
    assertThat(file).exists();
  }

  @Test
  void aWriterThatIsNotCompletedLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(directory.resolve("submission.csv"), "old");
    try (SubmissionWriter out = SubmissionWriter.open(file)) {
      out.write("1", 0.25, 0.5, 0.25);
    }
    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aResumedFileContinuesAfterTheSecuredLines() throws IOException {
    Path file = directory.resolve("submission.csv");
    Path part = directory.resolve("submission.csv.partial");
    long kept;
    try (SubmissionWriter out = SubmissionWriter.resumable(file, part, 0, List.of())) {
      out.write("1", 0.5, 0.25, 0.25);
      kept = out.secure();
      assertThat(Files.size(part)).isEqualTo(kept);
      out.write("lost", 0.5, 0.25, 0.25);
    }
    assertThat(file).doesNotExist();
    try (SubmissionWriter out = SubmissionWriter.resumable(file, part, kept, List.of())) {
      out.write("2", 0.25, 0.5, 0.25);
      out.complete();
    }
    assertThat(file)
        .hasContent(
            "id,winner_model_a,winner_model_b,winner_tie\n1,0.5,0.25,0.25\n2,0.25,0.5,0.25\n");
    assertThat(part).doesNotExist();
  }

  @Test
  void twoWritersCannotShareOneResumableFile() {
    Path part = directory.resolve("p");
    try (SubmissionWriter out =
        SubmissionWriter.resumable(directory.resolve("s.csv"), part, 0, List.of())) {
      assertThatThrownBy(
              () -> SubmissionWriter.resumable(directory.resolve("s.csv"), part, 0, List.of()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("is being written by another process");
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    SubmissionWriter out = SubmissionWriter.open(directory.resolve("submission.csv"));
    out.complete();
    out.close();
    out.close();
    assertThat(directory.resolve("submission.csv")).exists();
  }

  @Test
  void probabilitiesThatAreNotADistributionAreRefused() {
    try (SubmissionWriter out = SubmissionWriter.open(directory.resolve("submission.csv"))) {
      assertThatThrownBy(() -> out.write("1", 0.5, 0.5, 0.5))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> out.write("1", Double.NaN, 0.5, 0.5))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> out.write("1", -0.5, 1, 0.5))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anUnwritablePathIsReportedInOneSentence() {
    assertThatThrownBy(() -> SubmissionWriter.open(directory.resolve("none").resolve("s.csv")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there is no directory");
    assertThatThrownBy(() -> SubmissionWriter.open(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a directory");
  }
}
