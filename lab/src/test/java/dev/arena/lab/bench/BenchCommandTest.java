package dev.arena.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.CommandRunner;
import dev.arena.lab.load.Schedule;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SAMPLE =
      Path.of(System.getProperty("arena.root"), "examples", "pairs.csv").toString();

  private static final BenchCommand.Pace QUICK =
      new BenchCommand.Pace(
          Duration.ZERO, Duration.ZERO, new Schedule.Limits(Duration.ZERO, 1, Duration.ZERO));

  @TempDir Path folder;
  private Path bundle;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() {
    bundle = TinyBundle.write(folder.resolve("bundle"));
  }

  @Test
  void theTableShowsEachMethodEachStageAndTheirRatios() {
    assertThat(bench("--rounds=2")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString())
        .contains("tiny@1.2.3 in int8", SAMPLE + ": 41 pairs")
        .containsPattern("(?m)^a  notebook: fp32, 16 x 48 tokens padded +[\\d.,]+ \\[")
        .containsPattern("(?m)^b  bare ONNX Runtime: int8 +[\\d.,]+ \\[")
        .containsPattern("(?m)^c  library: int8, from text +[\\d.,]+ \\[")
        .containsPattern("(?m)^     tokenise: .+\\]$")
        .containsPattern("(?m)^     encoder: .+\\]$")
        .containsPattern("(?m)^     head: .+\\]$")
        .containsPattern("(?m)^pairs/s: b/a [\\d.,]+ \\[.+\\], c/b [\\d.,]+ \\[.+\\]$")
        .containsPattern("(?m)^CPU of c above b and tokenise: -?[\\d.,]+ \\[.+\\] ms a pair$")
        .containsPattern("(?m)^peak memory: ");
  }

  @Test
  void theJsonHoldsMachineModelInputAndEverySample() throws IOException {
    Path json = folder.resolve("bench.json");
    assertThat(bench("--rounds=3", "--pairs=7", "--json=" + json)).isEqualTo(CommandRunner.DONE);

    JsonNode report = JSON.readTree(json.toFile());
    assertThat(names(report))
        .containsExactly(
            "date",
            "arena",
            "machine",
            "model",
            "input",
            "rounds",
            "threads",
            "batch_pairs",
            "lines",
            "ratios",
            "library_cpu_ms_above_bare_loop_and_tokenise",
            "memory",
            "notebook_skipped",
            "stream");
    assertThat(report.get("stream").isNull()).isTrue();
    assertThat(names(report.get("machine")))
        .containsExactly("cpu", "features", "processors", "system", "java", "onnx_runtime", "load");
    assertThat(report.get("input").get("pairs").asInt()).isEqualTo(7);
    assertThat(report.get("lines"))
        .extracting(line -> line.get("name").asText())
        .containsExactly("notebook", "bare_loop", "library", "tokenise", "encoder", "head");
    for (JsonNode line : report.get("lines")) {
      assertThat(names(line.get("pairs_per_second"))).containsExactly("median", "least", "largest");
      assertThat(line.get("samples")).hasSize(3);
      assertThat(names(line.get("samples").get(0)))
          .containsExactly("pairs", "wall_nanos", "cpu_nanos");
    }
    assertThat(report.get("ratios"))
        .extracting(ratio -> ratio.get("name").asText())
        .containsExactly("b/a", "c/b");
    assertThat(report.get("notebook_skipped").isNull()).isTrue();
    assertThat(out.toString()).contains("c  library");
  }

  @Test
  void jsonOnStandardOutputIsTheOnlyOutputThere() throws IOException {
    assertThat(bench("--rounds=1", "--json=-")).isEqualTo(CommandRunner.DONE);

    assertThat(JSON.readTree(out.toString()).get("rounds").asInt()).isEqualTo(1);
    assertThat(err.toString()).contains("c  library");
  }

  @Test
  void aBundleWithOnlyInt8IsConvertedToFp32ForTheNotebook() throws IOException {
    keepOneEncoder("int8", "int8");
    assertThat(bench("--rounds=1")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString()).contains("a  notebook: fp32").doesNotContain("skipped");
  }

  @Test
  void withoutAnFp32EncoderTheNotebookIsSkippedAndTheTableSaysSo() throws IOException {
    keepOneEncoder("fp32", "fp16");
    assertThat(bench("--rounds=1")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString())
        .contains("a  skipped: the bundle has no fp32 encoder", "library: fp16", "pairs/s: c/b")
        .doesNotContain("b/a");
  }

  @Test
  void numbersBelowOneAreWrongUsage() {
    assertThat(bench("--rounds=0")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--rounds is 0; expected at least 1.");
    assertThat(bench("--pairs=-3")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--pairs is -3; expected at least 1.");
    assertThat(bench("--threads=0")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--threads is 0; expected at least 1.");
  }

  @Test
  void ratesThatCannotBeHeldAreWrongUsage() {
    for (String rate : List.of("0.05", "100001", "NaN", "Infinity", "1e300")) {
      assertThat(bench("--rates=5," + rate)).as(rate).isEqualTo(CommandRunner.WRONG_USAGE);
    }
    assertThat(err.toString())
        .contains(
            "--rates contains 0.05; expected pairs per second, at least 0.1 and at most 100,000.",
            "--rates contains 100001.0; expected",
            "--rates contains NaN; expected",
            "--rates contains 1.0E300; expected");
  }

  @Test
  void optionsThatContradictEachOtherAreWrongUsage() {
    assertThat(bench("--rates=5")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(bench("--pipeline")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(bench("--records=5")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(bench("--device=auto")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(bench("--device=gpu")).isEqualTo(CommandRunner.WRONG_USAGE);

    assertThat(err.toString())
        .contains(
            "--rates is for latency from topic to topic",
            "--pipeline runs no model",
            "--records is for --pipeline",
            "--device is auto; expected cpu or cuda:N",
            "--device is \"gpu\"; expected");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theLibraryUsesTheRequestedNumberOfThreads() {
    assertThat(bench("--rounds=1", "--pairs=3", "--threads=3")).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString()).contains("CPU, 3 threads, int8");
  }

  @Test
  void aMisspeltOptionIsWrongUsageAndTheErrorSuggestsTheNearest() {
    assertThat(bench("--round=3")).isEqualTo(CommandRunner.WRONG_USAGE);

    assertThat(err.toString()).contains("did you mean --rounds?");
  }

  @Test
  void missingFilesAreReported() throws IOException {
    assertThat(bench("--input=" + folder.resolve("absent.csv"))).isEqualTo(CommandRunner.FAILED);
    assertThat(bench("--bundle=" + folder.resolve("absent"))).isEqualTo(CommandRunner.FAILED);
    assertThat(bench("--json=" + folder.resolve("absent/bench.json")))
        .isEqualTo(CommandRunner.FAILED);
    Path empty = folder.resolve("empty.csv");
    Files.writeString(empty, "id,prompt,response_a,response_b\n");
    assertThat(bench("--input=" + empty)).isEqualTo(CommandRunner.FAILED);

    assertThat(err.toString())
        .contains("absent.csv does not exist; expected a CSV file")
        .contains("bundle " + folder.resolve("absent") + ": there is no such directory")
        .contains("bench.json cannot be written: there is no directory")
        .contains("empty.csv contains no pairs; expected at least one row")
        .doesNotContain("\tat ")
        .doesNotContain("defect");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aPairThatCannotBeScoredIsNamed() throws IOException {
    Path input = folder.resolve("pairs.csv");
    Files.writeString(input, "id,prompt,response_a,response_b\np-1,[],[],[]\n");
    assertThat(bench("--input=" + input)).isEqualTo(CommandRunner.FAILED);

    assertThat(err.toString()).contains("pairs.csv: pair p-1 has no turns; expected at least one.");
  }

  /**
   * Runs the command with the tiny bundle and the shipped sample, unless the options name others.
   */
  private int bench(String... options) {
    List<String> arguments = new ArrayList<>();
    for (String standard : List.of("--bundle=" + bundle, "--input=" + SAMPLE)) {
      String name = standard.substring(0, standard.indexOf('='));
      if (List.of(options).stream().noneMatch(option -> option.startsWith(name + "="))) {
        arguments.add(standard);
      }
    }
    arguments.add("--skip-stream");
    arguments.addAll(List.of(options));
    return CommandRunner.run(
        new BenchCommand(QUICK),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        arguments.toArray(String[]::new));
  }

  /** Keeps one encoder in the bundle, and changes the name of its precision. */
  private void keepOneEncoder(String precision, String newName) throws IOException {
    Path manifest = bundle.resolve("bundle.json");
    ObjectNode json = (ObjectNode) JSON.readTree(manifest.toFile());
    for (Iterator<JsonNode> encoders = json.get("encoder").elements(); encoders.hasNext(); ) {
      ObjectNode encoder = (ObjectNode) encoders.next();
      if (encoder.get("precision").asText().equals(precision)) {
        encoder.put("precision", newName);
      } else {
        Files.delete(bundle.resolve(encoder.get("file").asText()));
        encoders.remove();
      }
    }
    JSON.writeValue(manifest.toFile(), json);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
