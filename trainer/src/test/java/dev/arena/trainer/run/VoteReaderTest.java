package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.Probabilities;
import dev.arena.models.bundle.Sha256;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.check.DataChecks;
import dev.arena.trainer.check.FileCheck;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.teacher.Teachers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteReaderTest {
  @TempDir Path folder;
  private TextTokenizer tokenizer;
  private PairEncoder encoder;
  private final FileCheck check = new DataChecks().training("votes.csv");

  @BeforeEach
  void openTokenizer() {
    tokenizer =
        TextTokenizer.open(TinyBundle.write(folder.resolve("tiny")).resolve("tokenizer.json"));
    encoder = new PairEncoder(TinyBundle.ENCODING, FeatureSpec.all(), tokenizer);
  }

  @AfterEach
  void closeTokenizer() {
    tokenizer.close();
  }

  @Test
  void votesAreInTheOrderOfTheirRowsHoweverManyChunksTheyFill() throws IOException {
    Path file = VotesCsv.write(folder.resolve("n.csv"), 1100, true);
    List<CsvPair> rows = new ArrayList<>();
    VoteFile votes =
        new VoteReader(encoder, Teachers.NONE, BadRows.STOP, ColumnNames.OWN)
            .read(file, 1050, check, rows::add);
    assertThat(rows).hasSize(1100);
    assertThat(votes.votes()).hasSize(1050);
    for (int i = 0; i < 1050; i++) {
      EncodedVote vote = votes.votes().get(i);
      assertThat(vote.outcome()).isEqualTo(rows.get(i).outcome());
      assertThat(vote.pair().first()).isEqualTo(encoder.encode(rows.get(i).pair()).first());
    }
    assertThat(votes.sha256()).isEqualTo(Sha256.of(file));
  }

  @Test
  void theTimeInARowCountsAsThatOfItsVote() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("times.csv"),
            """
            id,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie,tstamp
            1,p,a,b,1,0,0,1700000000.5
            2,p,c,b,1,0,0,
            3,p,d,b,0,0,1,1600000000
            """);
    List<EncodedVote> votes = read(file).votes();
    assertThat(votes)
        .extracting(EncodedVote::castAt)
        .containsExactly(
            Instant.parse("2023-11-14T22:13:20.500Z"), null, Instant.parse("2020-09-13T12:26:40Z"));
    TrainingVotes learning = new TrainingVotes(votes, 0, 0);
    assertThat(learning.latest()).isEqualTo(votes.get(0).castAt());
    assertThat(new TrainingVotes(votes.subList(1, 2), 0, 0).latest()).isNull();
  }

  @Test
  void aFileOfFiftyRowsWithoutTiesIsTieFreeAndASmallerOneIsNot() throws IOException {
    VoteFile fifty = read(VotesCsv.write(folder.resolve("d.csv"), 50, false));
    assertThat(fifty.tieFree()).isTrue();
    assertThat(fifty.votes()).allMatch(EncodedVote::tieFree);
    assertThat(read(VotesCsv.write(folder.resolve("s.csv"), 49, false)).tieFree()).isFalse();
  }

  @Test
  void aTieAfterTheLimitStillMakesAFileOneWithTies() throws IOException {
    Path file = VotesCsv.write(folder.resolve("d.csv"), 60, false);
    Files.writeString(file, "last,x,y,p,a,b,0,0,1\n", StandardOpenOption.APPEND);
    VoteFile votes =
        new VoteReader(encoder, Teachers.NONE, BadRows.STOP, ColumnNames.OWN)
            .read(file, 16, check, row -> {});
    assertThat(votes.votes()).hasSize(16).noneMatch(EncodedVote::tieFree);
    assertThat(votes.tieFree()).isFalse();
  }

  @Test
  void theMessageForAFileWithoutRowsSaysWhetherSomeWereBad() throws IOException {
    String header = "id,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n";
    Path empty = Files.writeString(folder.resolve("empty.csv"), "");
    Path alone = Files.writeString(folder.resolve("alone.csv"), header);
    Path bad = Files.writeString(folder.resolve("bad.csv"), header + "1,p,a,b,1,1,0\n");
    assertThatThrownBy(() -> read(empty))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("empty.csv is empty; expected a header line");
    assertThatThrownBy(() -> read(alone))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("alone.csv has a header and no rows; expected at least one row");
    assertThatThrownBy(
            () ->
                new VoteReader(encoder, Teachers.NONE, BadRows.SKIP, ColumnNames.OWN)
                    .read(bad, 9, check, row -> {}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bad.csv has no row that can be read (1 are bad)");
  }

  private VoteFile read(Path file) {
    return new VoteReader(encoder, Teachers.NONE, BadRows.STOP, ColumnNames.OWN)
        .read(file, Integer.MAX_VALUE, new DataChecks().training("votes.csv"), row -> {});
  }

  @Test
  void anIdSharedByTwoPairsIsRefusedIfATeacherLabelsIt() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("twice.csv"),
            """
            id,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie
            7,p,a,b,1,0,0
            7,p,a,b,1,0,0
            8,p,c,b,1,0,0
            8,p,d,b,1,0,0
            """);
    assertThat(votes(file, "7")).hasSize(4).filteredOn(vote -> vote.label().isPresent()).hasSize(2);
    assertThatThrownBy(() -> votes(file, "8"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("twice.csv:5: the id 8 was used by an earlier row with other texts");
  }

  @Test
  void tiesInAFileThatWasSampledByOutcomeAreDropped() throws IOException {
    Path file = VotesCsv.write(folder.resolve("balanced.csv"), 90, true);
    VoteFile dropped =
        new VoteReader(encoder, Teachers.NONE, BadRows.STOP, ColumnNames.OWN)
            .read(file, 90, new DataChecks().withoutTies("balanced.csv"), row -> {});
    assertThat(dropped.votes()).hasSize(60).allMatch(EncodedVote::tieFree);
    assertThat(dropped.tieFree()).isTrue();
  }

  private List<EncodedVote> votes(Path file, String labelled) {
    Teachers teachers =
        new Teachers(
            List.of(
                new PredictionFile(
                    new PredictionFileName(Path.of("t.csv"), null),
                    "abc",
                    Map.of(labelled, new Probabilities(0.5, 0.25, 0.25)))));
    return new VoteReader(encoder, teachers, BadRows.STOP, ColumnNames.OWN)
        .read(file, 90, new DataChecks().training("twice.csv"), row -> {})
        .votes();
  }
}
