package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.cli.config.ConfigSources;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.lab.LabMain;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalService;
import dev.arena.servers.TemporaryFolder;
import dev.arena.streamer.batching.BrokenScorer;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.config.StreamsSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProveCommandTest {
  private static final Pattern KEPT = Pattern.compile("the logs are kept in (\\S+)");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  @Tag("broker")
  void aCopyThatWritesNoDeadLettersIsCaughtAndItsLogsAreKept() throws IOException {
    Path json = folder.resolve("proof.json");
    int code =
        prove(
            new ProveCommand(
                switchFolder -> BrokenScorer.program(BrokenScorer.Part.DEAD_LETTERS, switchFolder),
                LocalService.Program.VOTES),
            "--records=300",
            "--kills=0",
            "--votes=0",
            "--seed=7",
            "--json=" + json);

    assertThat(code).isEqualTo(CommandRunner.FAILED);
    assertThat(out.toString()).contains("expected a dead letter").containsPattern("WRONG after");
    assertThat(err.toString())
        .contains("--records 300 --kills 0 --broker-kills 0 --votes 0 --seed 7");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("dead_letters").asInt()).isZero();
    assertThat(report.get("wrong").get("lost").asInt())
        .isEqualTo(300 - report.get("scored").asInt())
        .isPositive();
    Path logs =
        Path.of(
            KEPT.matcher(err.toString()).results().map(found -> found.group(1)).findFirst().get());
    assertThat(filesBelow(logs))
        .contains("kafka.log", "registry.log", "scorer-0/scorer.log", "scorer-2/scorer.log");
    assertThat(logs.resolve("scorer-0/scorer.log")).content().contains("ready: broken part");
    new TemporaryFolder(logs).close();
  }

  @Test
  @Tag("broker")
  void ctrlCLeavesNeitherProcessNorFolder() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Process prove = start(temporary);
    try {
      Eventually.holds(
          () -> !prove.isAlive() || scorersReadyIn(temporary) == 3,
          () -> "%d scorers are ready".formatted(scorersReadyIn(temporary)));
      List<ProcessHandle> children = prove.descendants().toList();
      ChildProcess.interrupt(prove);
      assertThat(ChildProcess.exitCode(prove)).isEqualTo(CommandRunner.INTERRUPTED);
      assertThat(children).hasSizeGreaterThanOrEqualTo(5);
      children.forEach(ChildProcess::awaitEnd);
    } finally {
      prove.destroyForcibly();
    }
    assertThat(temporary).isDirectoryNotContaining("glob:**/arena-*");
    assertThat(folder.resolve("err")).content().doesNotContain("\tat ", "logs");
  }

  @Test
  void invalidNumbersAreReportedAsWrongUsageInOneSentence() {
    assertWrongUsage("--records is 0; expected at least 1.", "--records=0");
    assertWrongUsage("--records is 200000000; expected at most", "--records=200000000");
    assertWrongUsage("--kills is -1; expected at least 0.", "--kills=-1");
    assertWrongUsage("--broker-kills is -2; expected at least 0.", "--broker-kills=-2");
    for (String votes : List.of("-1", "1", "19", "1000001", "2147483647")) {
      assertWrongUsage(
          "--votes is " + votes + "; expected 20 to 1000000, or 0 for a run without votes.",
          "--votes=" + votes);
    }
    assertWrongUsage(
        "--votes is 20 and --records is 49; expected at least 50 records in a run with votes.",
        "--votes=20",
        "--records=49");
    assertWrongUsage(
        "--kills 100 and --broker-kills 5 make 185 faults, and --records is 20000; expected",
        "--kills=100",
        "--votes=0");
    assertWrongUsage(
        "--kills 0 and --broker-kills 101 make 101 faults, and --records is 20000; expected",
        "--kills=0",
        "--broker-kills=101");
    assertWrongUsage("--seed", "--seed=any");
  }

  @Test
  void anUnwritableJsonFileIsRejectedBeforeAnythingIsStarted() {
    assertThat(prove(new ProveCommand(), "--json=" + folder.resolve("none/proof.json")))
        .isEqualTo(CommandRunner.FAILED);
    assertThat(prove(new ProveCommand(), "--json=" + folder)).isEqualTo(CommandRunner.FAILED);

    assertThat(err.toString().lines())
        .hasSize(2)
        .satisfiesExactly(
            none -> assertThat(none).contains("there is no directory " + folder.resolve("none")),
            directory ->
                assertThat(directory).contains("is a directory; expected the name of a file"));
  }

  @Test
  void theSettingsInTheReportAreTheShippedOnes() {
    Properties shipped =
        StreamsSettings.of(
            StreamerKeys.table().resolve(ConfigSources.none()),
            1,
            1,
            new DeadLetterLog(System::nanoTime));

    Map<String, String> real =
        Proof.ClientTimeouts.SHIPPED.settings().keySet().stream()
            .collect(Collectors.toMap(key -> key, key -> shipped(shipped, key)));
    assertThat(Proof.ClientTimeouts.SHIPPED.settings()).isEqualTo(real);
  }

  private static String shipped(Properties settings, String key) {
    String name = key.substring("kafka.".length());
    return Stream.of("consumer.", "producer.")
        .map(client -> settings.get(client + name))
        .filter(value -> value != null)
        .map(String::valueOf)
        .collect(Collectors.joining(" and "));
  }

  private void assertWrongUsage(String sentence, String... options) {
    err.getBuffer().setLength(0);
    assertThat(prove(new ProveCommand(), options)).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  private int prove(ProveCommand command, String... options) {
    return CommandRunner.run(
        command, new PrintWriter(out, true), new PrintWriter(err, true), options);
  }

  private Process start(Path temporary) throws IOException {
    return new ProcessBuilder(
            ChildProcess.interruptible(
                ChildProcess.java(
                    "-Djava.io.tmpdir=" + temporary,
                    "-cp",
                    System.getProperty("java.class.path"),
                    LabMain.class.getName(),
                    "prove")))
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private static long scorersReadyIn(Path temporary) {
    long ready = 0;
    for (int scorer = 0; scorer < 3; scorer++) {
      String log = "prove/scorer-" + scorer + "/scorer.log";
      try (Stream<Path> stacks = Files.list(temporary)) {
        ready += stacks.map(stack -> stack.resolve(log)).filter(ProveCommandTest::isReady).count();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return ready;
  }

  private static boolean isReady(Path log) {
    try {
      return Files.exists(log) && Files.readString(log).contains("ready: ");
    } catch (IOException deleted) {
      return false;
    }
  }

  private static List<String> filesBelow(Path logs) throws IOException {
    try (Stream<Path> files = Files.walk(logs)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> logs.relativize(file).toString())
          .toList();
    }
  }
}
