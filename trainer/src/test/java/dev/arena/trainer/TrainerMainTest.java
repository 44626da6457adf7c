package dev.arena.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.format.PairFormat;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Evaluation;
import dev.arena.trainer.evaluate.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerMainTest {
  private static final String VOTES =
      """
      id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie
      b7,x,y,"[""2+2?""]","[""4""]","[""It depends.""]",1,0,0
      a1,x,y,"[""Hi""]","[null]","[""Hello there!""]",0,1,0
      c3,x,y,"[""Say x.""]","[""x""]","[""x""]",0,0,1
      """;

  @TempDir Path folder;
  private Path bundle = Path.of("");
  private Path votes = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeFiles() throws IOException {
    bundle = TinyBundle.write(folder.resolve("tiny"));
    votes = Files.writeString(folder.resolve("votes.csv"), VOTES);
  }

  @Test
  void evaluatePrintsTheFiguresOfABundle() throws IOException {
    Path json = folder.resolve("figures.json");
    assertThat(run("evaluate", "--bundle", bundle, "--data", votes, "--json", json))
        .isEqualTo(CommandRunner.DONE);
    assertThat(out.toString())
        .contains("votes.csv: 3 rows", "baselines: class prior", "cross-validated")
        .containsPattern("(?m)^tiny@1.2.3  +\\d\\.\\d{4} \\[.*\\]  +\\d+\\.\\d%$")
        .containsPattern("(?m)^class prior  +\\d\\.\\d{4} \\[.*\\] +[-+]\\d.*\\] +\\d+\\.\\d%$")
        .containsPattern("(?m)^length and Markdown  +\\d");
    assertThat(json).content().contains("\"prior\" : {").contains("\"rows\" : 3");
  }

  @Test
  void theFiguresOfSeveralBundlesFitInto80ColumnsHoweverLongTheirNamesAre() throws IOException {
    Path other = TinyBundle.write(folder.resolve("a-directory-with-quite-a-long-name"));
    List<CsvPair> rows = new ArrayList<>();
    try (PairReader reader = PairFormat.CSV.open(votes.toString(), BadRows.STOP)) {
      reader.forEach(rows::add);
    }
    Figures figures =
        new Evaluation("votes.csv", Baselines.withinRows(), false, () -> 0)
            .of(List.of(bundle, other), rows);

    List<String> lines = new FiguresTable(figures).lines(80);

    assertThat(lines)
        .anyMatch(
            line ->
                line.matches("….{18}  +\\d\\.\\d{4} .* \\+0\\.0000 \\[\\+0\\.000, \\+0\\.000\\].*"))
        .filteredOn(line -> line.length() > 80)
        .allMatch(line -> !line.strip().contains(" ")); // a path that cannot be broken
    assertThat(String.join("\n", lines)).contains("paired by row").doesNotContain(" less ");
  }

  @Test
  void figuresAsJsonCanGoToStandardOutputAlone() throws IOException {
    assertThat(run("evaluate", "--bundle", bundle, "--data", votes, "--json", "-")).isZero();
    assertThat(out.toString()).startsWith("{").endsWith("}\n").contains("\"outcomes\" : 3");
    assertThat(err.toString()).contains("class prior");
    assertThat(
            run("evaluate", "--bundle", bundle, "--data", votes, "--json", folder + "/no/x.json"))
        .isEqualTo(CommandRunner.FAILED);
  }

  @Test
  void votesWithoutTiesAreEvaluatedAsAAgainstB() throws IOException {
    StringBuilder text = new StringBuilder(VOTES.lines().findFirst().orElseThrow()).append('\n');
    for (int i = 0; i < 50; i++) {
      text.append("%d,x,y,p,yes,no,%d,%d,0\n".formatted(i, i % 2, 1 - i % 2));
    }
    Path tieFree = Files.writeString(folder.resolve("tie-free.csv"), text.toString());
    assertThat(run("evaluate", "--bundle", bundle, "--data", tieFree)).isZero();
    assertThat(err.toString()).contains("no ties among 50 rows: all figures are for A against B");
    assertThat(out.toString()).containsPattern("class prior  +0\\.\\d+ ");
    assertThat(
            run("train", "--train", votes, "--validation", tieFree, "--out", folder.resolve("o")))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("has no ties among its 50 rows; expected votes with ties");
  }

  @Test
  void aRowWithoutTurnsIsABadRowForEveryCommand() throws IOException {
    Path pairs = Files.writeString(votes, "d4,x,y,[],[],[],1,0,0\n", StandardOpenOption.APPEND);
    Path submission = folder.resolve("submission.csv");
    assertThat(run("predict", "--bundle", bundle, "--input", pairs, "--out", submission))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(run("evaluate", "--bundle", bundle, "--data", pairs, "--skip-bad-rows")).isZero();
    assertThat(
            run(
                "predict",
                "--bundle",
                bundle,
                "--input",
                pairs,
                "--out",
                submission,
                "--skip-bad-rows"))
        .isZero();
    assertThat(submission).content().hasLineCount(4);
    assertThat(err.toString()).contains("votes.csv:5: the pair has no turns", "1 bad rows skipped");
  }

  @Test
  void whatIsToBePredictedAfterTrainingIsCheckedBeforeTraining() {
    Path bundleOut = folder.resolve("o");
    assertThat(
            run(
                "train",
                "--train",
                "none.csv",
                "--out",
                bundleOut,
                "--test",
                "gone.csv",
                "--submission",
                folder.resolve("s.csv")))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(
            run(
                "train",
                "--train",
                "none.csv",
                "--out",
                bundleOut,
                "--test",
                votes,
                "--submission",
                folder.resolve("no/s.csv")))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString())
        .contains("gone.csv does not exist", "no/s.csv cannot be written")
        .doesNotContain("none.csv");
  }

  @Test
  void trainingNeedsNoOptionButTheVotes() {
    Path missing = folder.resolve("none.csv");
    assertThat(run("train", "--train", missing)).isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains(missing + " does not exist");
  }

  @Test
  void standardInputIsReadAtMostOnce() {
    assertThat(run("train", "--train", "-", "--validation", "-", "--out", folder.resolve("o")))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("standard input (-) is given more than once");
  }

  @Test
  void aVoteFileMayBeNamedOnlyOnceHoweverItIsSpelt() {
    Path again = folder.resolve("tiny/../votes.csv");
    Path out = folder.resolve("o");
    assertThat(run("train", "--train", votes + ", " + again, "--out", out))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(run("train", "--train", votes, "--validation", again, "--out", out))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString())
        .contains(
            "--train names %s twice, also as %s; expected every file once".formatted(votes, again),
            "--validation %s is also named by --train".formatted(again))
        .doesNotContain("A won");
  }

  @Test
  void twoBundlesAreComparedRowByRow() {
    assertThat(run("evaluate", "--bundle", bundle, "--bundle", bundle, "--data", votes)).isZero();
    assertThat(out.toString()).contains("+0.0000 [+0.000, +0.000]", "paired by");
  }

  @Test
  void predictKeepsTheIdsInTheOrderOfTheInput() throws IOException {
    Path submission = folder.resolve("submission.csv");
    assertThat(run("predict", "--bundle", bundle, "--input", votes, "--out", submission)).isZero();
    List<String> lines = Files.readAllLines(submission);
    assertThat(lines.get(0)).isEqualTo("id,winner_model_a,winner_model_b,winner_tie");
    assertThat(lines.stream().skip(1).map(line -> line.split(",", 2)[0]))
        .containsExactly("b7", "a1", "c3");
    assertThat(lines.get(1).substring(2)).isNotEqualTo(lines.get(2).substring(2));
  }

  @Test
  void resumingStandardOutputIsWrongUsage() {
    assertThat(run("predict", "--bundle", bundle, "--input", votes, "--out", "-", "--resume"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("expected the name of a file");
  }

  @Test
  void aBadRowInTheTestFileIsFoundBeforeTraining() throws IOException {
    Path pairs = Files.writeString(votes, "d4,x,y,[],[],[],1,0,0\n", StandardOpenOption.APPEND);
    assertThat(
            run(
                "train",
                "--train",
                "none.csv",
                "--out",
                folder.resolve("o"),
                "--test",
                pairs,
                "--submission",
                folder.resolve("s.csv")))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("votes.csv:5: the pair has no turns");
  }

  @Test
  void aFileOrFolderThatCannotBeUsedIsNamedWithTheReason() throws IOException {
    Path out = folder.resolve("o");
    Path file = Files.writeString(folder.resolve("file"), "");
    Path note = Files.write(folder.resolve("note.md"), new byte[] {(byte) 0xff});
    run("train", "--train", votes, "--out", out, "--card-note", "gone.md");
    run("train", "--train", votes, "--out", out, "--card-note", note);
    run("train", "--train", votes, "--out", out, "--report", file);
    run("train", "--train", votes, "--out", out, "--work", file);
    run("train", "--train", votes, "--out", file.resolve("o"));
    assertThat(err.toString())
        .contains(
            "gone.md cannot be read (no such file or folder)",
            "note.md cannot be read (it is not UTF-8 text)",
            "the directory " + file + " cannot be created (" + file + " already exists)",
            file + " cannot be written (" + file + " already exists)",
            file + "/o cannot be written: " + file + " already exists.")
        .doesNotContain("Exception");
  }

  @Test
  void aMissingFileIsReportedInOneSentence() {
    assertThat(run("predict", "--bundle", bundle, "--input", "none.csv", "--out", "x.csv"))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).startsWith("arena: none.csv does not exist;").hasLineCount(1);
  }

  @Test
  void filesWithoutVotesCannotBeEvaluated() throws IOException {
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.csv"),
            "id,prompt,response_a,response_b\n1,\"[\"\"a\"\"]\",\"[\"\"b\"\"]\",\"[\"\"c\"\"]\"\n");
    assertThat(run("evaluate", "--bundle", bundle, "--data", pairs))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).contains("no columns for votes").contains("./arena predict");
  }

  @Test
  void wrongUsageIsRefusedBeforeAnythingIsRead() {
    assertThat(run("train", "--train", "none.csv", "--out", "x", "--base", "bert"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(run("train", "--train", "none.csv", "--out", "x", "--device", "gpu"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(run("train", "--train", "none.csv", "--out", "x", "--epochs", "1001"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(run("train", "--train", "none.csv", "--out", "x", "--test", "t.csv"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(run("train", "--train", "none.csv", "--out", "x", "--precision", "int4"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString())
        .contains("--device is \"gpu\"; expected auto, cpu, or GPUs such as cuda:0")
        .contains("--epochs is \"1001\"; expected a whole number from 0 to 1000")
        .contains("minilm");
  }

  @Test
  void aMissingGpuIsRefusedBeforeAnythingIsRead() {
    assertThat(run("train", "--train", "none.csv", "--out", "x", "--device", "cuda:99"))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(run("export", "--checkpoint", "none", "--out", "x", "--device", "cuda:99"))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString())
        .contains("cuda:99 cannot be used for training: ", "Pass --device cpu to train on the CPU.")
        .doesNotContain("none", "Exception");
  }

  @Test
  void helpNamesTheRecipesAndEveryKeyWithItsDefault() {
    assertThat(run("train", "--help")).isZero();
    assertThat(out.toString())
        .contains("default, quick, notebook", "--learning-rate", "3e-5", "Optimisation:");
  }

  @Test
  void aRecipeIsPrintedWithWhatTheCommandLineChanges() {
    assertThat(run("train", "--print-recipe", "--recipe", "quick", "--batch", "8")).isZero();
    assertThat(out.toString()).contains("\nbatch = 8\n", "\nmax-tokens = 128\n");
    assertThat(run("train", "--print-recipe", "--recipe", "none")).isEqualTo(2);
    assertThat(err.toString()).contains("--recipe none is neither a recipe nor a file");
  }

  private int run(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return CommandRunner.run(
        new TrainerMain(), new PrintWriter(out, true), new PrintWriter(err, true), texts);
  }
}
