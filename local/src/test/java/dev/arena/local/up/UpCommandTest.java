package dev.arena.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.local.LocalMain;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class UpCommandTest {
  @TempDir Path folder;

  @Test
  void theStackRestartsItsScorerRefusesASecondStackAndLeavesNothingBehindAfterCtrlC()
      throws Exception {
    Process up = up("first.err");
    try (BufferedReader out = up.inputReader()) {
      String ready = ChildProcess.readLine(up, out);
      assertThat(ready)
          .startsWith("ready: kafka 127.0.0.1:")
          .contains("/apis/ccompat/v7", "health and metrics http://127.0.0.1:");
      assertThat(folder.resolve("first.err"))
          .content()
          .contains("arena: Kafka is ready after ", "arena: the schema registry is ready after ")
          .contains("arena: the scorer is ready after ");
      long scorer = number(ready, "scorer process (\\d+)");
      assertThat(ProcessHandle.of(scorer)).isPresent();

      Process second = up("second.err");
      assertThat(ChildProcess.exitCode(second)).isEqualTo(1);
      assertThat(folder.resolve("second.err"))
          .content()
          .contains("is used by another ./arena up (process " + up.pid() + ")");

      ProcessHandle.of(scorer).orElseThrow().destroyForcibly();
      String again =
          awaitLine(folder.resolve("first.err"), "restarted the scorer as process (\\d+)");
      assertThat(number(again, "process (\\d+)")).isNotEqualTo(scorer);

      List<ProcessHandle> children = up.descendants().toList();
      assertThat(children).hasSize(3);
      ChildProcess.interrupt(up);
      assertThat(ChildProcess.exitCode(up)).isEqualTo(130);
      children.forEach(ChildProcess::awaitEnd);
      assertThat(folder.resolve("first.err")).content().contains("stopped; data and logs are kept");
      try (Stream<Path> unpacked = Files.walk(folder.resolve("data/scorer/tmp"))) {
        assertThat(unpacked).as("the scorer stopped gracefully").noneMatch(Files::isRegularFile);
      }
    } finally {
      up.destroyForcibly();
    }
  }

  @Test
  void wrongSettingsAreReportedBeforeAnythingStarts() throws Exception {
    assertThat(ChildProcess.exitCode(up("key.err", "--set=arena.bach.pairs=8"))).isEqualTo(2);
    assertThat(folder.resolve("key.err")).content().contains("did you mean arena.batch.pairs?");
    assertThat(ChildProcess.exitCode(up("port.err", "--kafka-port=0"))).isEqualTo(2);
    assertThat(folder.resolve("port.err"))
        .content()
        .contains("--kafka-port is 0; expected a port from 1 to 65535");
    Path absent = folder.resolve("absent");
    assertThat(ChildProcess.exitCode(up("bundle.err", "--bundle=" + absent))).isEqualTo(1);
    assertThat(folder.resolve("bundle.err")).content().contains("arena: bundle " + absent);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  /** Starts the command; later options override earlier ones. */
  private Process up(String err, String... options) throws IOException {
    Path bundle = folder.resolve("bundle");
    if (Files.notExists(bundle)) {
      TinyBundle.write(bundle);
    }
    Map<String, String> all = new LinkedHashMap<>();
    all.put("--data", folder.resolve("data").toString());
    all.put("--bundle", bundle.toString());
    for (String port : List.of("--kafka-port", "--registry-port", "--http-port")) {
      all.put(port, String.valueOf(Ports.free()));
    }
    for (String option : options) {
      int equals = option.indexOf('=');
      all.put(option.substring(0, equals), option.substring(equals + 1));
    }
    List<String> command =
        new ArrayList<>(
            ChildProcess.java(
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                LocalMain.class.getName(),
                "up"));
    all.forEach((name, value) -> command.add(name + "=" + value));
    return new ProcessBuilder(ChildProcess.interruptible(command))
        .redirectError(folder.resolve(err).toFile())
        .start();
  }

  /** Waits for the first match in a file that another process writes. */
  private static String awaitLine(Path file, String pattern) throws Exception {
    AtomicReference<String> text = new AtomicReference<>("");
    Eventually.holds(
        () -> {
          text.set(Files.readString(file));
          return Pattern.compile(pattern).matcher(text.get()).find();
        },
        () -> pattern + " in " + file + ":\n" + text);
    Matcher matcher = Pattern.compile(pattern).matcher(text.get());
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }

  private static long number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).describedAs(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
