package dev.arena.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.lab.LabMain;
import dev.arena.lab.load.WatchedScorer;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakCommandTest {
  private static final String ROOT = System.getProperty("arena.root");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  @Tag("broker")
  void everyRecordIsAccountedForAndEveryMetricIsReported() throws IOException {
    Path json = folder.resolve("soak.json");
    int code =
        soak(
            "--bundle=" + TinyBundle.write(folder.resolve("bundle")),
            "--input=" + Path.of(ROOT, "examples", "pairs.csv"),
            "--rate=60",
            "--duration=4s",
            "--every=300ms",
            "--json=" + json);

    assertThat(code)
        .as("a scorer that has just started may grow: %s", err)
        .isIn(CommandRunner.DONE, CommandRunner.FAILED);
    assertThat(out.toString())
        .contains("240 sent, 236 answered, 4 dead-lettered, 0 lost, 0 duplicated")
        .containsPattern("(?m)^heap after a full collection +[\\d.]+ MB +[\\d.]+ MB +[\\d.]+ MB");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("samples")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(report.get("samples").get(0).get("metrics"))
        .hasSize(Files.exists(Path.of("/proc/self/fd")) ? WatchedScorer.Metric.values().length : 7);
  }

  @Test
  @Tag("broker")
  void ctrlCShowsTheResultsSoFarAndLeavesNothingBehind() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path shown = folder.resolve("out");
    Process soak = start(temporary, shown);
    try {
      Path err = folder.resolve("err");
      Eventually.holds(
          () -> !soak.isAlive() || Files.readString(err).contains("sending pairs"),
          () -> "soak has not yet written \"sending pairs\" to " + err);
      List<ProcessHandle> children = soak.descendants().toList();
      ChildProcess.interrupt(soak);
      assertThat(ChildProcess.exitCode(soak)).isEqualTo(CommandRunner.INTERRUPTED);
      children.forEach(ChildProcess::awaitEnd);
    } finally {
      soak.destroyForcibly();
    }
    assertThat(shown).content().contains("(interrupted)", "not answered yet");
    assertThat(temporary).isDirectoryNotContaining("glob:**/arena-*");
  }

  @Test
  void invalidTimesAndTooFewSamplesAreWrongUsage() {
    assertThat(soak("--duration=forever")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(soak("--duration=1m")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(soak("--rate=0")).isEqualTo(CommandRunner.WRONG_USAGE);

    assertThat(err.toString())
        .contains("--duration is forever; expected a duration, such as")
        .contains("--every is 30s and --duration is 1m; expected at least 6 samples")
        .contains("--rate is 0.0; expected pairs per second");
  }

  private int soak(String... options) {
    return CommandRunner.run(
        new SoakCommand(), new PrintWriter(out, true), new PrintWriter(err, true), options);
  }

  private Process start(Path temporary, Path shown) throws IOException {
    List<String> command =
        ChildProcess.interruptible(
            ChildProcess.java(
                "-Djava.io.tmpdir=" + temporary,
                "-Darena.home=" + ROOT,
                "-cp",
                System.getProperty("java.class.path"),
                LabMain.class.getName(),
                "soak",
                "--bundle=" + TinyBundle.write(folder.resolve("bundle")),
                "--duration=1h",
                "--every=1s"));
    return new ProcessBuilder(command)
        .redirectOutput(shown.toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }
}
