package dev.arena.trainer.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.trainer.check.DataCheck.FileFigures;
import dev.arena.trainer.check.DataCheck.FileFigures.Use;
import dev.arena.trainer.rows.PairRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckTest {
  private static final String HEADER =
      "id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n";
  private static final String THREE =
      """
      1,x,y,one,good,better,1,0,0
      2,x,y,two,fine,finer,0,1,0
      3,x,y,three,so,so,0,0,1
      """;

  @TempDir Path folder;
  private final DataChecks checks = new DataChecks();

  @Test
  void theTableCountsWhatAFileHolds() throws IOException {
    read(
        "train.csv",
        """
        1,x,y,"[""p"", ""q""]","[""four"", null]","[""a"", ""b""]",1,0,0
        2,x,y,p,123456,123456,0,0,1
        3,x,y,p,12,,0,1,0
        4,x,y,p,1,1,1,1,0
        """,
        false);
    FileFigures figures = checks.result().files().get(0);
    assertThat(figures)
        .usingRecursiveComparison()
        .isEqualTo(
            new FileFigures(
                "train.csv",
                Use.WITH_TIES,
                3,
                1,
                1,
                1,
                1,
                1,
                2,
                1,
                new FileFigures.Lengths(4, 6, 6),
                new FileFigures.Lengths(1, 4, 4)));
  }

  @Test
  void badRowsAreNamedWithLineAndReason() throws IOException {
    read("train.csv", THREE + "4,x,y,p,a,b,1,1,0\n5,x,y,[],[],[],1,0,0\n", false);
    DataCheck.Finding finding = finding("bad_rows");
    assertThat(finding.count()).isEqualTo(2);
    assertThat(finding.rows()).hasSize(2);
    assertThat(finding.sentence())
        .contains("2 bad rows are skipped")
        .contains("line 5 (columns winner_model_a and winner_model_b are both 1")
        .contains("line 6 (the pair has no turns");
  }

  @Test
  void anIdThatIsAlsoInAnotherFileIsARepeatedId() throws IOException {
    read("a.csv", THREE, false);
    read("b.csv", "3,x,y,four,u,v,1,0,0\n", true);
    assertThat(finding("repeated_ids").rows()).containsExactly("b.csv:2 as a.csv:4");
  }

  @Test
  void aVoteWithItsAnswersSwappedIsTheSameVoteAndOneWithAnotherWinnerIsNot() throws IOException {
    read("a.csv", THREE + "4,y,x,one,better,good,0,1,0\n5,y,x,one,good,better,0,1,0\n", false);
    assertThat(finding("repeated_votes").count()).isEqualTo(1);
    assertThat(finding("repeated_votes").rows().get(0)).contains("a.csv:5 as ");
  }

  @Test
  void trainingOnPromptsFromTheValidationFileIsALeak() throws IOException {
    read("train.csv", THREE, false);
    read(
        "validation.csv",
        "7,x,y,one,other,words,1,0,0\n8,x,y,seven,a,b,1,0,0\n9,x,y,eight,a,b,0,0,1\n",
        true);
    DataCheck.Finding finding = finding("validation_prompts");
    assertThat(finding.warning()).isTrue();
    assertThat(finding.sentence())
        .startsWith("1 of 3 validation rows have the prompt of a training row")
        .contains("validation.csv:2 as ");
    assertThat(names()).doesNotContain("validation_texts");
  }

  @Test
  void aValidationFileOfMostlyTrainingRowsGetsALoudWarning() throws IOException {
    read("train.csv", THREE, false);
    read("validation.csv", THREE + "9,x,y,nine,a,b,0,1,0\n", true);
    assertThat(finding("validation_texts").warning()).isTrue();
    assertThat(finding("validation_prompts").sentence())
        .startsWith("THE VALIDATION IS NOT INDEPENDENT: 3 of 4");
  }

  @Test
  void promptsSharedByTieFreeFilesAndFilesWithTiesAreCounted() throws IOException {
    read("with-ties.csv", THREE, false);
    read(
        "tie-free.csv",
        rows(50, i -> i + ",x,y," + (i == 0 ? "two" : i) + ",a,b" + vote(i % 2)),
        false);
    assertThat(finding("shared_prompts").count()).isEqualTo(1);
    assertThat(checks.result().files().get(1).use()).isEqualTo(Use.TIE_FREE);
  }

  @Test
  void anOutcomeWithoutVotesIsNamed() throws IOException {
    read("train.csv", THREE.substring(0, THREE.indexOf('3')), false);
    assertThat(finding("missing_outcome").sentence())
        .contains("train.csv: no row has the vote winner_tie");
  }

  @Test
  void modelNamesAmongTheTextsAreSuspected() throws IOException {
    read(
        "train.csv",
        rows(60, i -> i + ",a text,b,p" + i + ",gpt-" + i % 7 + ",b b" + vote(i)),
        false);
    assertThat(finding("names_as_texts").sentence())
        .contains("response_a holds single words, 7 different ones in 60 rows");
  }

  @Test
  void textsAmongTheModelNamesAreSuspected() throws IOException {
    String text = "word ".repeat(30);
    read(
        "train.csv",
        rows(60, i -> i + "," + text + ",b,p" + i + ",a b" + i + ",b b" + vote(i)),
        false);
    assertThat(finding("texts_as_names").count()).isEqualTo(60);
  }

  @Test
  void promptsInAnAnswerColumnAreSuspected() throws IOException {
    read("train.csv", rows(60, i -> i + ",x,y,p " + i + ",p " + i + ",b b" + vote(i)), false);
    assertThat(finding("prompts_as_answers").sentence())
        .contains("response_a repeats the prompt in 60 of 60 rows");
  }

  @Test
  void promptsSwappedWithAnswersAreSuspectedBecauseOfTheirLengths() throws IOException {
    String text = "word ".repeat(40);
    read(
        "train.csv",
        rows(60, i -> i + ",x,y," + text + i + ",why " + i + "?," + text + vote(i)),
        false);
    assertThat(finding("unlike_answers").sentence())
        .contains("Is one of the columns really another");
  }

  @Test
  void winnersThatChanceCannotExplainAreSuspected() throws IOException {
    read(
        "train.csv",
        rows(99, i -> i + ",x,y,p " + i + ",a b,b b" + (i < 90 ? ",1,0,0" : vote(i))),
        false);
    assertThat(finding("uneven_winners").sentence()).contains("A won 93 times and B 3 times");
  }

  @Test
  void aSideThatWinsALittleMoreOftenInManyRowsIsNotSuspected() throws IOException {
    read(
        "train.csv",
        rows(9999, i -> i + ",x,y,p " + i + ",a b,b b" + (i % 20 == 0 ? ",1,0,0" : vote(i))),
        false);
    assertThat(names()).doesNotContain("uneven_winners");
  }

  @Test
  void ordinaryVotesGetNoFinding() throws IOException {
    read(
        "train.csv",
        rows(99, i -> i + ",x,y,p " + i + ",an answer,another answer" + vote(i)),
        false);
    assertThat(names()).isEmpty();
  }

  @Test
  void linesAreNoWiderThanTheTerminal() throws IOException {
    read("train.csv", THREE, false);
    read("validation.csv", THREE, true);
    for (int columns : new int[] {40, 60, 100}) {
      assertThat(checks.result().lines(columns)).allMatch(line -> line.length() <= columns);
    }
    assertThat(checks.result().lines(40)).filteredOn(line -> line.startsWith("rows")).hasSize(2);
    assertThat(checks.result().lines(100)).filteredOn(line -> line.startsWith("rows")).hasSize(1);
  }

  @Test
  void filesWithTheSameNameAreDistinguishedByTheirPaths() throws IOException {
    Files.createDirectory(folder.resolve("other"));
    read("votes.csv", THREE, false);
    read("other/votes.csv", THREE, true);
    assertThat(checks.result().files())
        .extracting(FileFigures::file)
        .containsExactly(folder + "/votes.csv", folder + "/other/votes.csv");
  }

  private void read(String name, String rows, boolean validation) throws IOException {
    Path file = Files.writeString(folder.resolve(name), HEADER + rows);
    FileCheck check =
        validation ? checks.validation(file.toString()) : checks.training(file.toString());
    try (PairRows read = PairRows.open(file.toString(), BadRows.SKIP, ColumnNames.OWN)) {
      read.forEach(check);
      check.end(read);
    }
  }

  private interface Row {
    String of(int number);
  }

  private static String rows(int count, Row row) {
    return IntStream.range(0, count).mapToObj(row::of).collect(Collectors.joining("\n")) + "\n";
  }

  /** Cycles through A, B and tie. */
  private static String vote(int row) {
    return List.of(",1,0,0", ",0,1,0", ",0,0,1").get(row % 3);
  }

  private DataCheck.Finding finding(String name) {
    return checks.result().findings().stream()
        .filter(finding -> finding.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no finding " + name + " among " + names()));
  }

  private List<String> names() {
    return checks.result().findings().stream().map(DataCheck.Finding::name).toList();
  }
}
