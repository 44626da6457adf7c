package dev.arena.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.StandardOutput;
import dev.arena.cli.documents.EveryCommand;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.CommandProcess;
import dev.arena.schemas.testing.FailingOutput;
import dev.arena.schemas.testing.SmallDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the commands read, write, keep, and leave behind. */
class FilesTest {
  private static final String PAIRS =
      "id,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n"
          + "1,p,a,b,1,0,0\n2,q,c,d,0,1,0\n3,r,e,f,0,0,1\n";

  @TempDir Path folder;
  private Path bundle = Path.of("");
  private Path pairs = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeFiles() throws IOException {
    bundle = TinyBundle.write(folder.resolve("tiny"));
    pairs = Files.writeString(folder.resolve("pairs.csv"), PAIRS);
  }

  static Stream<List<String>> commands() {
    return EveryCommand.of(new TrainerMain());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandNoticesThatItsHelpCannotBeWritten(List<String> command) {
    String[] help = Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
    PrintWriter messages = new PrintWriter(err, true);
    assertThat(
            CommandRunner.run(
                new TrainerMain(), new StandardOutput(FailingOutput.full()), messages, help))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(err.toString()).startsWith("arena: standard output cannot be written (the disk is");
    err.getBuffer().setLength(0);
    assertThat(
            CommandRunner.run(
                new TrainerMain(), new StandardOutput(FailingOutput.closedPipe()), messages, help))
        .isEqualTo(CommandRunner.CLOSED_PIPE);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void figuresThatCannotBeWrittenAreNoticed() {
    PrintWriter messages = new PrintWriter(err, true);
    for (String json : List.of("-", folder.resolve("figures.json").toString())) {
      String[] evaluate = {
        "evaluate", "--bundle", bundle + "", "--data", pairs + "", "--json", json, "--replace"
      };
      assertThat(
              CommandRunner.run(
                  new TrainerMain(), new StandardOutput(FailingOutput.full()), messages, evaluate))
          .isEqualTo(CommandRunner.FAILED);
      assertThat(
              CommandRunner.run(
                  new TrainerMain(),
                  new StandardOutput(FailingOutput.closedPipe()),
                  messages,
                  evaluate))
          .isEqualTo(CommandRunner.CLOSED_PIPE);
    }
  }

  @Test
  void predictionsToAFullDeviceFailWithOneSentence() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full; expected a full device");
    CommandProcess.Ended ended =
        CommandProcess.intoFullDevice(
            folder.resolve("log"),
            TrainerMain.class,
            "predict",
            "--bundle",
            bundle.toString(),
            "--input",
            pairs.toString(),
            "--out",
            "-");
    assertThat(ended.code()).as(ended.err()).isEqualTo(CommandRunner.FAILED);
    assertThat(ended.err())
        .contains("arena: standard output cannot be written (the disk is full)")
        .doesNotContain("\tat ");
  }

  @Test
  void predictionsToAClosedPipeEndWithExitCode141() throws Exception {
    CommandProcess.Ended ended =
        CommandProcess.intoClosedPipe(
            folder.resolve("log"),
            PAIRS,
            TrainerMain.class,
            "predict",
            "--bundle",
            bundle.toString(),
            "--input",
            "-",
            "--out",
            "-");
    assertThat(ended.code()).as(ended.err()).isEqualTo(CommandRunner.CLOSED_PIPE);
    assertThat(ended.err()).doesNotContain("arena:", "\tat ");
  }

  @Test
  void predictionsToAFullDiskLeaveNothingBehind() throws IOException {
    StringBuilder many = new StringBuilder("id,prompt,response_a,response_b\n");
    for (int i = 0; i < 40; i++) {
      many.append("%s%d,p,a,b\n".formatted("x".repeat(4000), i));
    }
    Path input = Files.writeString(folder.resolve("many.csv"), many);
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"))) {
      Path target = disk.folder().resolve("out.csv");
      assertThat(run("predict", "--bundle", bundle, "--input", input, "--out", target))
          .isEqualTo(CommandRunner.FAILED);
      assertThat(err.toString()).contains("cannot be written (the disk is full)");
      assertThat(disk.folder()).isEmptyDirectory();
    }
  }

  @Test
  void predictWritesAReferenceForDriftUnlessItResumes() {
    Path predictions = folder.resolve("out.csv");
    Path reference = folder.resolve("reference.json");
    Object[] predict = {
      "predict",
      "--bundle",
      bundle,
      "--input",
      pairs,
      "--out",
      predictions,
      "--reference",
      reference
    };
    assertThat(run(predict)).as(err.toString()).isZero();
    assertThat(err.toString()).contains("reference written to " + reference);
    assertThat(reference).content().contains("\"rows\" : 3");

    Object[] resume = Stream.concat(Stream.of(predict), Stream.of("--resume")).toArray();
    assertThat(run(resume)).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--reference counts every pair of the input");
  }

  @Test
  void resultsThatExistAreKeptUnlessTheyMayBeReplaced() throws IOException {
    Path old = Files.writeString(folder.resolve("old"), "old");
    Path report = Files.createDirectory(folder.resolve("report"));
    Files.writeString(report.resolve("report.html"), "old");
    assertThat(run("predict", "--bundle", bundle, "--input", pairs, "--out", old)).isOne();
    assertThat(run("evaluate", "--bundle", bundle, "--data", pairs, "--json", old)).isOne();
    assertThat(run("evaluate", "--bundle", bundle, "--data", pairs, "--report", report)).isOne();
    assertThat(run("train", "--train", pairs, "--out", bundle)).isOne();
    assertThat(run("train", "--train", pairs, "--out", folder.resolve("n"), "--report", report))
        .isOne();
    assertThat(run("export", "--checkpoint", folder.resolve("none"), "--out", bundle)).isOne();
    assertThat(err.toString())
        .contains(old + " already exists; expected a new file. Name another, or add --replace.")
        .contains(report.resolve("report.html") + " already exists")
        .contains(bundle + " holds a bundle; expected a new or empty directory.")
        .doesNotContain("A won", "read ");
    assertThat(old).hasContent("old");
    assertThat(report.resolve("report.html")).hasContent("old");

    assertThat(run("predict", "--bundle", bundle, "--input", pairs, "--out", old, "--replace"))
        .isZero();
    assertThat(old).content().startsWith("id,winner_model_a");
  }

  @Test
  void theCheckpointsOfAFinishedRunAreKeptUnlessTheyMayBeReplaced() throws IOException {
    Path work = Files.createDirectory(folder.resolve("mine.training"));
    Files.writeString(work.resolve("run.json"), "{\"finished\":\"2026-01-01T00:00:00Z\"}");
    assertThat(run("train", "--train", pairs, "--out", folder.resolve("mine"))).isOne();
    assertThat(err.toString()).contains(work + " holds a finished training run");
  }

  @Test
  void theInputIsNeverTheOutput() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), pairs);
    Path hardLink = Files.createLink(folder.resolve("out.csv.partial"), pairs);
    Path plain = folder.resolve("out.csv");
    for (Path target : List.of(pairs, link, plain)) {
      assertThat(run("predict", "--bundle", bundle, "--input", pairs, "--out", target, "--replace"))
          .isEqualTo(CommandRunner.WRONG_USAGE);
    }
    assertThat(run("evaluate", "--bundle", bundle, "--data", pairs, "--json", link, "--replace"))
        .isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString())
        .contains("--out " + pairs + " is also an input file; expected a different")
        .contains("--out " + link + " is also an input file, also named " + pairs)
        .contains("--out " + hardLink + " is also an input file, also named " + pairs)
        .contains("--json " + link + " is also an input file");
    assertThat(pairs).hasContent(PAIRS);
  }

  @Test
  void aLinkInPlaceOfUnfinishedPredictionsIsNotFollowed() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "precious");
    Files.createSymbolicLink(folder.resolve("out.csv.partial"), precious);
    assertThat(
            run(
                "predict",
                "--bundle",
                bundle,
                "--input",
                pairs,
                "--out",
                folder.resolve("out.csv")))
        .isOne();
    assertThat(err.toString()).contains("out.csv.partial is a link, a directory or a device");
    assertThat(precious).hasContent("precious");
  }

  @Test
  void aRunThatIsRefusedLeavesNothingBehind() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), PAIRS + "4,p\n");
    Path target = folder.resolve("new/folders/mine");
    for (Path votes : List.of(bad, folder.resolve("missing.csv"))) {
      assertThat(run("train", "--train", votes, "--out", target)).isNotZero();
    }
    assertThat(folder.resolve("new")).doesNotExist();
    Path report = folder.resolve("reports/of/mine");
    assertThat(run("evaluate", "--bundle", bundle, "--data", bad, "--report", report)).isOne();
    assertThat(folder.resolve("reports")).doesNotExist();
  }

  @Test
  void votesInTheFormOfPreferencesAreReadByEveryCommand() throws IOException {
    StringBuilder csv = new StringBuilder("instruction,chosen,rejected\n");
    StringBuilder jsonl = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      csv.append("question %d,good,bad\n".formatted(i));
      jsonl.append(
          "{\"chosen\":\"\\n\\nHuman: question %d\\n\\nAssistant: good\",\"rejected\":\"\\n\\nHuman: question %d\\n\\nAssistant: bad\"}\n"
              .formatted(i, i));
    }
    Path csvFile = Files.writeString(folder.resolve("votes-csv.csv"), csv);
    Path jsonlFile = Files.writeString(folder.resolve("votes.jsonl"), jsonl);
    String columns = "prompt=instruction";
    assertThat(run("evaluate", "--bundle", bundle, "--data", jsonlFile)).isZero();
    assertThat(run("evaluate", "--bundle", bundle, "--data", csvFile, "--columns", columns))
        .isZero();
    assertThat(out.toString()).contains("votes-csv.csv: 60 rows", "votes.jsonl: 60 rows");
    Path predicted = folder.resolve("predicted.csv");
    assertThat(
            run(
                "predict",
                "--bundle",
                bundle,
                "--input",
                csvFile,
                "--columns",
                columns,
                "--out",
                predicted))
        .isZero();
    assertThat(Files.readAllLines(predicted))
        .hasSize(61)
        .element(1)
        .asString()
        .startsWith("votes-csv.csv:2,");
    assertThat(run("evaluate", "--bundle", bundle, "--data", csvFile)).isOne();
    assertThat(err.toString())
        .contains("no ties among 60 rows: all figures are for A against B")
        .contains("field chosen holds only an answer, and there is no prompt");
    assertThat(run("train", "--train", csvFile, "--columns", columns, "--out", bundle + "-2"))
        .isOne();
    assertThat(err.toString()).doesNotContain("votes-csv.csv:1: the header lacks");
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
