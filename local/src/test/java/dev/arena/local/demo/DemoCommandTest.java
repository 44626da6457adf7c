package dev.arena.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CommandRunner;
import dev.arena.local.LocalMain;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class DemoCommandTest {
  private static final int HEADER_LINES = 2;

  @TempDir Path folder;

  @Test
  void theSampleIsScoredAndShownWithWhatItsVotesSayAndNothingIsLeftBehind() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    assertThat(demo(temporary, "--bundle=" + bundle, "--limit=12")).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("out"));
    assertThat(lines.get(0)).startsWith("id ").contains("prompt", "A ", "B ", "tie", "likely");
    List<String> rows = lines.subList(HEADER_LINES, HEADER_LINES + 12);
    assertThat(rows).allMatch(row -> row.matches("vote-\\d\\d  .*0\\.\\d\\d .*(A|B|tie)"));
    assertThat(rows).isSorted();
    assertThat(lines.get(lines.size() - 3))
        .matches("12 pairs scored in \\d+\\.\\d s, 0 dead letters");
    // 4 votes for A, 5 for B and 3 ties: the class prior's sum is ln(14!/2) - ln(4! 5! 3!)
    assertThat(lines.get(lines.size() - 2))
        .matches(
            "12 votes by 7 invented voters: log loss \\d\\.\\d\\d \\(class prior 1\\.23, guessing 1\\.10\\)");
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo(
            "5 models ranked: heron-7b 1135, osprey-mini 1034, finch-large 1026, ... (5 provisional)");
    assertThat(Files.readString(folder.resolve("err")))
        .doesNotContain("INFO", "WARN")
        .containsPattern("arena: Kafka is ready after \\d+\\.\\d s\\R")
        .containsPattern("arena: the schema registry is ready after \\d+\\.\\d s\\R")
        .containsPattern("arena: the scorer is ready after \\d+\\.\\d s\\R")
        .containsPattern("arena: the votes service is ready after \\d+\\.\\d s\\R");
    try (var left = Files.list(temporary)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("arena-"));
    }
    try (var left = Files.walk(temporary)) {
      assertThat(left).noneMatch(Files::isRegularFile);
    }
  }

  @Test
  void aMissingBundleIsReportedAndNothingIsLeftBehind() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    assertThat(demo(temporary, "--bundle=" + folder.resolve("absent"))).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("arena: bundle " + folder.resolve("absent"))
        .doesNotContain("\tat ");
    try (var left = Files.list(temporary)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("arena-"));
    }
  }

  @Test
  void ctrlCWhileTheServersStartLeavesNeitherProcessNorFile() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    Process demo = start(temporary, "--bundle=" + bundle);
    try {
      Eventually.holds(
          () -> !demo.isAlive() || demo.descendants().count() == 2,
          () -> demo.descendants().count() + " children");
      List<ProcessHandle> children = demo.descendants().toList();
      ChildProcess.interrupt(demo);
      assertThat(ChildProcess.exitCode(demo)).isEqualTo(CommandRunner.INTERRUPTED);
      assertThat(children).hasSize(2);
      children.forEach(ChildProcess::awaitEnd);
    } finally {
      demo.destroyForcibly();
    }
    assertThat(Files.readString(folder.resolve("err"))).doesNotContain("defect");
    assertThat(temporary).isDirectoryNotContaining("glob:**/arena-*");
  }

  @Test
  void ctrlCWhileItScoresLeavesNeitherProcessNorFile() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path bundle = TinyBundle.write(folder.resolve("bundle"));
    Process demo = start(temporary, "--bundle=" + bundle);
    try {
      Eventually.holds(
          () -> !demo.isAlive() || hasUnpacked(temporary),
          () -> "no libraries of ONNX Runtime in " + temporary);
      ChildProcess.interrupt(demo);
      assertThat(ChildProcess.exitCode(demo)).isEqualTo(CommandRunner.INTERRUPTED);
    } finally {
      demo.destroyForcibly();
    }
    assertThat(temporary).isDirectoryNotContaining("glob:**/arena-*");
    try (var left = Files.walk(temporary)) {
      assertThat(left).noneMatch(Files::isRegularFile);
    }
  }

  /** Whether ONNX Runtime has unpacked its last library. */
  private static boolean hasUnpacked(Path temporary) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, "onnxruntime-java*")) {
      for (Path each : folders) {
        try (DirectoryStream<Path> last = Files.newDirectoryStream(each, "*onnxruntime4j_jni*")) {
          return last.iterator().hasNext();
        }
      }
      return false;
    }
  }

  private int demo(Path temporary, String... arguments) throws Exception {
    return ChildProcess.exitCode(start(temporary, arguments));
  }

  private Process start(Path temporary, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            ChildProcess.java(
                "-Dai.djl.offline=true",
                "-Dfile.encoding=UTF-8",
                "-Djava.io.tmpdir=" + temporary,
                "-Darena.home=" + System.getProperty("arena.root"),
                "-cp",
                System.getProperty("java.class.path"),
                LocalMain.class.getName(),
                "demo"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(ChildProcess.interruptible(command))
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }
}
