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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    } finally {
      up.destroyForcibly();
    }
  }

  private Process up(String err) throws IOException {
    Path bundle = folder.resolve("bundle");
    if (Files.notExists(bundle)) {
      TinyBundle.write(bundle);
    }
    return new ProcessBuilder(
            new ArrayList<>(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dai.djl.offline=true",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LocalMain.class.getName(),
                    "up",
                    "--data=" + folder.resolve("data"),
                    "--bundle=" + bundle,
                    "--kafka-port=" + Ports.free(),
                    "--registry-port=" + Ports.free(),
                    "--http-port=" + Ports.free())))
        .redirectError(folder.resolve(err).toFile())
        .start();
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
