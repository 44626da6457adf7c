package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Preference;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.csv.SubmissionWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayReportTest {
  @TempDir Path directory;

  private final ReplayReport report = new ReplayReport();

  @Test
  void answersBecomeLinesOfTheSubmissionAndRowsWithoutAnswerDoNot() {
    Path file = directory.resolve("out.csv");
    try (SubmissionWriter out = SubmissionWriter.open(file)) {
      report.writeTo(out);
      report.accounted(row(1, null), answer(0.25, 0.5, 0.25));
      report.accounted(row(2, null), new RowFate.DeadLettered("no turns"));
      report.accounted(row(3, null), answer(1, 0, 0));
      out.complete();
    }
    assertThat(file)
        .hasContent(
            """
            id,winner_model_a,winner_model_b,winner_tie
            id1,0.25,0.5,0.25
            id3,1.0,0.0,0.0
            """);
  }

  @Test
  void votesGiveLogLossAndAccuracy() {
    report.accounted(row(1, Outcome.WINNER_MODEL_A), answer(0.5, 0.25, 0.25));
    report.accounted(row(2, Outcome.WINNER_TIE), answer(0.5, 0.25, 0.25));
    assertThat(report.summary(summary(new ReplayProgress(2, 2, 0, 0, 0), 0)))
        .containsExactly(
            "2 pairs sent, 2 answered in 4.0 s (1/s)",
            "log loss 1.03972, accuracy 0.5000 over 2 votes");
  }

  @Test
  void theSummaryNamesWhateverIsOutOfOrder() {
    assertThat(report.summary(summary(new ReplayProgress(7, 4, 1, 2, 5), 7)))
        .containsExactly(
            "7 pairs sent, 4 answered, 1 dead letter, 2 missing, 5 answered more than once, 7 bad rows left out in 4.0 s (2/s)");
  }

  @Test
  void rowsWithoutAnswerAreNamedUpToTen() {
    for (int number = 1; number <= 12; number++) {
      report.accounted(row(number, null), new RowFate.Missing("silence"));
    }
    assertThat(report.unanswered()).hasSize(11);
    assertThat(report.unanswered().get(0)).isEqualTo("missing: x.csv:2 (id id1): silence");
    assertThat(report.unanswered().get(10)).isEqualTo("... and 2 more rows without an answer");
  }

  private static ReplaySummary summary(ReplayProgress counts, long skipped) {
    return new ReplaySummary("run", counts, skipped, Duration.ofSeconds(4));
  }

  private static ReplayRow row(long number, @Nullable Outcome vote) {
    return new ReplayRow(number, "x.csv", number + 1, "id" + number, "", vote);
  }

  private static RowFate answer(double a, double b, double tie) {
    return new RowFate.Answered(
        new Preference("id", a, b, tie, "m@1", 3, false, Instant.EPOCH, null, null));
  }
}
