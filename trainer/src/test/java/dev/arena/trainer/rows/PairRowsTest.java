package dev.arena.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairRowsTest {
  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void writeFile() throws IOException {
    file =
        Files.writeString(
            folder.resolve("pairs.csv"),
            "id,prompt,response_a,response_b\n1,p,a,b\n2,[],[],[]\n3,p,a\n4,[null],[],[]\n\n");
  }

  @Test
  void aRowWithoutTurnsStopsReadingLikeAnyBadRow() {
    try (PairRows rows = PairRows.open(file.toString(), BadRows.STOP, ColumnNames.OWN)) {
      assertThatThrownBy(() -> rows.forEach(row -> {}))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("pairs.csv:3: the pair has no turns; expected at least one")
          .hasMessageContaining("--skip-bad-rows");
    }
  }

  @Test
  void aRowWithoutTurnsIsSkippedAndCountedLikeAnyBadRow() {
    try (PairRows rows = PairRows.open(file.toString(), BadRows.SKIP, ColumnNames.OWN)) {
      assertThat(rows).extracting(row -> row.pair().getId()).containsExactly("1", "4");
      assertThat(rows.skipped()).isEqualTo(2);
    }
  }

  @Test
  void theHashIsThatOfTheFileAlthoughItIsReadOnce() throws IOException {
    try (PairRows rows = PairRows.open(file.toString(), BadRows.SKIP, ColumnNames.OWN)) {
      rows.forEach(row -> {});
      assertThat(rows.sha256()).isEqualTo(Sha256.of(file)).isEqualTo(rows.sha256());
    }
  }

  @Test
  void aJsonlFileIsRecognisedByItsNameAndTwoBadAnswersAreATie() throws IOException {
    String line = "{'id':'1','prompt':'p','response_a':'a','response_b':'b','winner':'both_bad'}\n";
    Path votes = Files.writeString(folder.resolve("votes.jsonl"), line.replace('\'', '"'));
    try (PairRows rows = PairRows.open(votes.toString(), BadRows.STOP, ColumnNames.OWN)) {
      assertThat(rows.hasVotes()).isTrue();
      assertThat(rows).extracting(CsvPair::outcome).containsExactly(Outcome.WINNER_TIE);
      assertThat(rows.sha256()).isEqualTo(Sha256.of(votes));
    }
  }
}
