package dev.arena.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.local.LocalMain;
import dev.arena.local.servers.Ports;
import dev.arena.models.testing.TinyBundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void theStackSurvivesItsScorerRefusesASecondOneAndLeavesNothingAfterCtrlC() throws Exception {
    Process up = up("first.err");
    try (BufferedReader out = up.inputReader()) {
      String ready = out.readLine();
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
      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(folder.resolve("second.err"))
          .content()
          .contains("is used by another ./arena up (process " + up.pid() + ")");

      ProcessHandle.of(scorer).orElseThrow().destroyForcibly();
      String again = awaitLine(folder.resolve("first.err"), "scorer runs again as process (\\d+)");
      assertThat(number(again, "process (\\d+)")).isNotEqualTo(scorer);

      List<ProcessHandle> children = up.descendants().toList();
      assertThat(children).hasSize(3);
      new ProcessBuilder("kill", "-INT", String.valueOf(up.pid())).start().waitFor();
      assertThat(up.waitFor()).isEqualTo(130);
      for (ProcessHandle child : children) {
        child.onExit().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
      assertThat(folder.resolve("first.err")).content().contains("stopped; data and logs are kept");
      try (Stream<Path> unpacked = Files.walk(folder.resolve("data/scorer/tmp"))) {
        assertThat(unpacked).as("the scorer ended in order").noneMatch(Files::isRegularFile);
      }
    } finally {
      up.destroyForcibly();
    }
  }

  @Test
  void wrongSettingsAreToldBeforeAnythingStarts() throws Exception {
    assertThat(up("key.err", "--set=arena.bach.pairs=8").waitFor()).isEqualTo(2);
    assertThat(folder.resolve("key.err")).content().contains("did you mean arena.batch.pairs?");
    assertThat(up("port.err", "--kafka-port=0").waitFor()).isEqualTo(2);
    assertThat(folder.resolve("port.err"))
        .content()
        .contains("--kafka-port is 0; expected a port from 1 to 65535");
    Path absent = folder.resolve("absent");
    assertThat(up("bundle.err", "--bundle=" + absent).waitFor()).isEqualTo(1);
    assertThat(folder.resolve("bundle.err")).content().contains("arena: bundle " + absent);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  /** Later options win. */
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
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                LocalMain.class.getName(),
                "up"));
    all.forEach((name, value) -> command.add(name + "=" + value));
    return new ProcessBuilder(command).redirectError(folder.resolve(err).toFile()).start();
  }

  /** The first match in a file that another process writes. */
  private static String awaitLine(Path file, String pattern) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      String text = Files.readString(file);
      Matcher matcher = Pattern.compile(pattern).matcher(text);
      if (matcher.find()) {
        return matcher.group();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(pattern + " is not in " + file + " after " + LIMIT + ":\n" + text);
      }
      new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
    }
  }

  private static long number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).describedAs(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
