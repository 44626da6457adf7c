package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.format.PairFormat;
import dev.arena.schemas.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayReportTest {
  @TempDir Path directory;

  private final ReplayReport report = new ReplayReport();

  @Test
  void everyRowOfTheInputIsALineOfTheResultWithItsAnswerOrWhyItHasNone() {
    Path file = directory.resolve("out.csv");
    try (ResultFile out = ResultFile.open(file.toString())) {
      report.writeTo(out);
      report.accounted(row(1, Outcome.WINNER_TIE), answer(0.25, 0.5, 0.25));
      report.accounted(row(2, null), new RowResult.DeadLettered("no turns"));
      report.accounted(row(3, null), new RowResult.Missing("silence"));
      out.complete();
    }
    assertThat(file)
        .hasContent(
            """
            id,model_a,model_b,prompt,response_a,response_b,winner,created_at,attributes,file,line,status,reason,probability_model_a,probability_model_b,probability_tie,scored_by,tokens,truncated
            id1,m,,"[""p""]","[""a, b""]",[null],tie,2025-06-15T12:34:56.789Z,{},x.csv,2,scored,,0.25,0.5,0.25,m@1,3,false
            id2,m,,"[""p""]","[""a, b""]",[null],,2025-06-15T12:34:56.789Z,{},x.csv,3,dead letter,no turns,,,,,,
            id3,m,,"[""p""]","[""a, b""]",[null],,2025-06-15T12:34:56.789Z,{},x.csv,4,missing,silence,,,,,,
            """);
  }

  @Test
  void aResultInJsonlIsInputAgainAndKeepsThatBothWereBad() {
    String file = directory.resolve("out.jsonl").toString();
    ReplayRow row =
        TestRows.row(
            1, Outcome.WINNER_TIE, new Turn("p\n", null, "b"), Map.of("winner", "both_bad"));
    try (ResultFile out = ResultFile.open(file)) {
      out.add(row, answer(0.25, 0.5, 0.25));
      out.complete();
    }
    try (PairReader rows = PairFormat.JSONL.open(file, BadRows.STOP)) {
      CsvPair again = rows.iterator().next();
      assertThat(again.pair()).isEqualTo(row.row().pair());
      assertThat(again.outcome()).isEqualTo(Outcome.WINNER_TIE);
    }
  }

  @Test
  void aDiskThatIsFullIsOneSentenceWithTheFilesNameAndLeavesNothing() throws IOException {
    for (String name : List.of("out.csv", "out.jsonl")) {
      try (SmallDisk disk = SmallDisk.mount(directory.resolve(name + "-disk"))) {
        Path file = disk.folder().resolve(name);
        assertThatThrownBy(
                () -> {
                  try (ResultFile out = ResultFile.open(file.toString())) {
                    for (int i = 1; i < 1000; i++) {
                      out.add(row(i, null), new RowResult.Missing("silence"));
                    }
                    out.complete();
                  }
                })
            .isInstanceOf(UserException.class)
            .hasMessageStartingWith(file + " cannot be written (the disk is full)");
        assertThat(disk.folder()).isEmptyDirectory();
      }
    }
  }

  @Test
  void aDeviceIsNotReplacedByAFile() {
    assertThatThrownBy(() -> ResultFile.open("/dev/null"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("/dev/null is a device or a pipe; expected the name of a file");
  }

  @Test
  void anIncompleteResultLeavesTheEarlierFile() throws IOException {
    Path file = Files.writeString(directory.resolve("out.csv"), "before");
    try (ResultFile out = ResultFile.open(file.toString())) {
      out.add(row(1, null), new RowResult.Missing("silence"));
    }
    assertThat(file).hasContent("before");
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void theReportIsAlsoJson() throws IOException {
    report.accounted(row(1, Outcome.WINNER_MODEL_A), answer(0.5, 0.25, 0.25));
    report.accounted(row(2, Outcome.WINNER_TIE), answer(0.5, 0.25, 0.25));
    report.accounted(row(3, null), new RowResult.Missing("silence"));
    ReplaySummary summary =
        new ReplaySummary(
            "nightly@1",
            new ReplayProgress(3, 2, 0, 1, 0),
            1,
            1,
            List.of("x.csv:9: the row has 2 fields"),
            Duration.ofSeconds(4));

    JsonNode json = new ObjectMapper().readTree(report.json(summary));

    assertThat(json.get("read").asLong()).isEqualTo(4);
    assertThat(json.get("sent_before").asLong()).isEqualTo(1);
    assertThat(json.get("pairs_per_second").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/rejected/first/0").asText()).startsWith("x.csv:9:");
    assertThat(json.at("/without_answer/0").asText()).contains("silence");
    assertThat(json.at("/votes/constant_shares/log_loss").asDouble())
        .isCloseTo(Math.log(2), within(1e-9));
    assertThat(json.at("/votes/constant_shares/accuracy").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/votes/rows").asLong()).isEqualTo(2);
  }

  @Test
  void votesGiveLogLossAndAccuracy() {
    report.accounted(row(1, Outcome.WINNER_MODEL_A), answer(0.5, 0.25, 0.25));
    report.accounted(row(2, Outcome.WINNER_TIE), answer(0.5, 0.25, 0.25));
    assertThat(report.summary(summary(new ReplayProgress(2, 2, 0, 0, 0), 0)))
        .containsExactly(
            "2 pairs sent, 2 answered in 4.0 s (1/s)",
            "log loss 1.03972, accuracy 0.5000 over 2 votes (class prior: 0.69315, 0.5000)");
  }

  @Test
  void theRateOfAResumedRunIsThatOfTheRowsItSentItself() {
    ReplayProgress all = new ReplayProgress(4000, 4000, 0, 0, 0);

    assertThat(report.summary(resumed(all, 4000)))
        .containsExactly("4000 pairs sent, 4000 of them earlier, 4000 answered in 7.2 s");
    assertThat(report.summary(resumed(all, 2560)))
        .containsExactly(
            "4000 pairs sent, 2560 of them earlier, 4000 answered in 7.2 s (200/s for those sent"
                + " now)");
  }

  private static ReplaySummary resumed(ReplayProgress counts, long sentBefore) {
    return new ReplaySummary("run@1", counts, sentBefore, 0, List.of(), Duration.ofMillis(7200));
  }

  @Test
  void theSummaryNamesWhateverIsOutOfOrder() {
    assertThat(report.summary(summary(new ReplayProgress(7, 4, 1, 2, 5), 7)))
        .containsExactly(
            "7 pairs sent, 4 answered, 1 dead letter, 2 missing, 5 answered more than once, 7 bad"
                + " rows skipped in 4.0 s (2/s)");
  }

  @Test
  void rowsWithoutAnAnswerAreNamedUpToTen() {
    for (int number = 1; number <= 12; number++) {
      report.accounted(row(number, null), new RowResult.Missing("silence"));
    }
    assertThat(report.unanswered()).hasSize(11);
    assertThat(report.unanswered().get(0)).isEqualTo("missing: x.csv:2 (id id1): silence");
    assertThat(report.unanswered().get(10)).isEqualTo("... and 2 more rows without an answer");
  }

  private static ReplaySummary summary(ReplayProgress counts, long skipped) {
    return new ReplaySummary("run", counts, 0, skipped, List.of(), Duration.ofSeconds(4));
  }

  private static ReplayRow row(long number, @Nullable Outcome vote) {
    return TestRows.row(number, vote);
  }

  private static RowResult answer(double a, double b, double tie) {
    return new RowResult.Answered(
        new Preference("id", a, b, tie, "m@1", 3, false, Instant.EPOCH, null, null, null, null));
  }
}
