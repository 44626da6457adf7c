package dev.arena.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.lab.LabMain;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.Schedule;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class StreamBenchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SAMPLE =
      Path.of(System.getProperty("arena.root"), "examples", "pairs.csv").toString();
  private static final BenchCommand.Pace QUICK =
      new BenchCommand.Pace(
          Duration.ZERO,
          Duration.ZERO,
          new Schedule.Limits(Duration.ofMillis(200), 5, Duration.ofMillis(500)));

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void topicToTopicIsMeasuredWithItsStagesAndItsLatency() throws IOException {
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    Path json = folder.resolve("bench.json");
    int code =
        bench("--bundle=" + bundle, "--rounds=2", "--pairs=7", "--rates=20,50", "--json=" + json);
    assertThat(code).as(err.toString()).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString())
        .containsPattern("(?m)^d  topic to topic: int8, exactly-once +[\\d.,]+ \\[")
        .containsPattern("(?m)^     broker of d +[\\d.,]+ \\[")
        .containsPattern("(?m)^pairs/s: .*, d/b [\\d.,]+ \\[.+\\]$")
        .containsPattern("(?m)^CPU of d above c: -?[\\d.,]+ \\[.+\\] ms a pair$")
        .containsPattern("(?m)^d: 7 pairs a measurement, [\\d,]+ bytes a record")
        .containsPattern("(?m)^   run +[\\d.]+ \\[")
        .containsPattern("(?m)^   20.0 pairs/s \\(.*%\\) +5 +[\\d.,]+ +[\\d.,]+ +[\\d.,]+$")
        .containsPattern("(?m)^   one run, library +7 +[\\d.,]+ +[\\d.,]+");
    JsonNode stream = JSON.readTree(json.toFile()).get("stream");
    assertThat(stream.get("pairs_per_measurement").asInt()).isEqualTo(7);
    assertThat(stream.get("mean_record_bytes").asDouble())
        .as("the topic carries the texts that the library scores")
        .isCloseTo(meanBytes(InputPairs.variants(InputPairs.read(SAMPLE, 7), 0)), within(0.01));
    assertThat(stream.get("scorer").get("stages"))
        .extracting(stage -> stage.get("name").asText())
        .contains("tokenize", "queue", "run", "head");
    assertThat(stream.get("scorer").get("heap_bytes_per_pair").get("median").asDouble())
        .isPositive();
    assertThat(stream.get("latencies")).hasSize(2);
    assertThat(stream.get("latencies").get(1).get("samples").asInt()).isEqualTo(10);
    assertThat(stream.get("latencies").get(1).get("p50_ms").asDouble()).isPositive();
  }

  @Test
  void thePipelineIsMeasuredWithAStandIn() throws IOException {
    Path json = folder.resolve("pipeline.json");
    int code = bench("--pipeline", "--rounds=1", "--records=400", "--json=" + json);
    assertThat(code).as(err.toString()).isEqualTo(CommandRunner.DONE);

    assertThat(out.toString())
        .containsPattern("(?m)^one instance, 100 us a batch, 400 records a round: [\\d.,]+ \\[")
        .containsPattern("(?m)^   heap after a full collection: \\d+ MB, and \\d+ MB 400 records")
        .containsPattern("(?m)^   two [\\d.,]+ \\[.+\\] records/s: \\d+\\.\\d\\d times one");
    JsonNode report = JSON.readTree(json.toFile());
    assertThat(report.get("heap").get("bytes_after").asLong()).isPositive();
    assertThat(report.get("scaling").get("shares")).hasSize(2);
  }

  @Test
  void ctrlCLeavesNeitherProcessNorFolder() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Process bench = start(temporary, "--pipeline", "--rounds=1");
    try {
      Eventually.holds(
          () -> !bench.isAlive() || bench.descendants().count() >= 3,
          () -> bench.descendants().count() + " children");
      List<ProcessHandle> children = bench.descendants().toList();
      ChildProcess.interrupt(bench);
      assertThat(ChildProcess.exitCode(bench)).isEqualTo(CommandRunner.INTERRUPTED);
      assertThat(children).hasSizeGreaterThanOrEqualTo(3);
      children.forEach(ChildProcess::awaitEnd);
    } finally {
      bench.destroyForcibly();
    }
    assertThat(Files.readString(folder.resolve("err")))
        .doesNotContain("defect", "exited unexpectedly", "Exception");
    assertThat(temporary).isDirectoryNotContaining("glob:**/arena-*");
  }

  /**
   * Returns the mean record size: the schema takes five bytes of a record, but ten of what the
   * encoder writes.
   */
  private static double meanBytes(List<ConversationPair> pairs) throws IOException {
    double sum = 0;
    for (ConversationPair pair : pairs) {
      sum += 5 + ConversationPair.getEncoder().encode(pair).remaining() - 10;
    }
    return sum / pairs.size();
  }

  private int bench(String... options) {
    List<String> arguments = new ArrayList<>(List.of("--input=" + SAMPLE));
    arguments.addAll(List.of(options));
    return CommandRunner.run(
        new BenchCommand(QUICK),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        arguments.toArray(String[]::new));
  }

  private Process start(Path temporary, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            ChildProcess.java(
                "-Djava.io.tmpdir=" + temporary,
                "-Darena.home=" + System.getProperty("arena.root"),
                "-cp",
                System.getProperty("java.class.path"),
                LabMain.class.getName(),
                "bench"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(ChildProcess.interruptible(command))
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }
}
