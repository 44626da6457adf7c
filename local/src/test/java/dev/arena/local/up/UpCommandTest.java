package dev.arena.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.local.LocalMain;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
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
  private static final List<String> PORTS =
      List.of(
          "--kafka-port",
          "--registry-port",
          "--http-port",
          "--votes-http-port",
          "--challenger-http-port",
          "--console-port",
          "--console-http-port");

  @TempDir Path folder;

  @Test
  void theStackRestartsItsServicesRefusesASecondStackAndLeavesNothingBehindAfterCtrlC()
      throws Exception {
    Path next = TinyBundle.write(folder.resolve("next"));
    Process up = up("first.err", "--challenger=" + next);
    try (BufferedReader out = up.inputReader()) {
      String ready = ChildProcess.readLine(up, out);
      assertThat(ready)
          .startsWith("ready: kafka 127.0.0.1:")
          .contains("/apis/ccompat/v7, scorer http://127.0.0.1:");
      assertThat(folder.resolve("first.err"))
          .content()
          .contains("arena: Kafka is ready after ", "arena: the schema registry is ready after ")
          .contains("arena: the scorer is ready after ", "arena: the challenger is ready after ")
          .contains(
              "arena: the votes service is ready after ", "arena: the console is ready after ");
      awaitLine(folder.resolve("first.err"), "the console is at http://127\\.0\\.0\\.1:\\d+");
      assertThat(folder.resolve("data/votes.log"))
          .content()
          .contains("ready: arena.votes with arena.preferences, arena.preferences.next");

      Process second = up("second.err");
      assertThat(ChildProcess.exitCode(second)).isEqualTo(1);
      assertThat(folder.resolve("second.err"))
          .content()
          .contains("is used by another ./arena up (process " + up.pid() + ")");

      Path tasks = Path.of("/proc/" + number(ready, "console \\S+ \\(process (\\d+)\\)"), "task");
      if (Files.exists(tasks)) {
        assertThat(niceValues(tasks, "arena-scorer-"))
            .as("requests to the console's model do not slow the scorer down")
            .isNotEmpty()
            .containsOnly(19);
      }

      assertRestarted("the scorer", number(ready, "scorer \\S+ \\(process (\\d+)\\)"));
      assertRestarted("the votes service", number(ready, "votes \\S+ \\(process (\\d+)\\)"));
      assertRestarted("the console", number(ready, "console \\S+ \\(process (\\d+)\\)"));

      List<ProcessHandle> children = up.descendants().toList();
      assertThat(children).hasSize(6);
      ChildProcess.interrupt(up);
      assertThat(ChildProcess.exitCode(up)).isEqualTo(130);
      children.forEach(ChildProcess::awaitEnd);
      assertThat(folder.resolve("first.err")).content().contains("stopped; data and logs are kept");
      for (String service : List.of("scorer", "challenger", "votes", "console")) {
        try (Stream<Path> unpacked = Files.walk(folder.resolve("data").resolve(service + "/tmp"))) {
          assertThat(unpacked).as(service + " stopped gracefully").noneMatch(Files::isRegularFile);
        }
      }
    } finally {
      up.destroyForcibly();
    }
  }

  /** Of the threads with these names: field 19 of {@code /proc/PID/task/TID/stat}, proc(5). */
  private static List<Integer> niceValues(Path tasks, String names) throws IOException {
    List<Integer> found = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.contains("(" + names)) {
          String fields = stat.substring(stat.lastIndexOf(')') + 2);
          found.add(Integer.parseInt(fields.split(" ")[16]));
        }
      }
    }
    return found;
  }

  /** Kills a process of the first stack, and waits for the message about its successor. */
  private void assertRestarted(String service, long killed) throws Exception {
    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
    String again =
        awaitLine(folder.resolve("first.err"), "restarted %s as process (\\d+)".formatted(service));
    assertThat(number(again, "process (\\d+)")).isNotEqualTo(killed);
  }

  @Test
  void wrongSettingsAreReportedBeforeAnythingStarts() throws Exception {
    assertRefused(2, "did you mean arena.batch.pairs?", "--set=arena.bach.pairs=8");
    assertRefused(2, "did you mean arena.votes.retention?", "--votes-set=arena.votes.retentio=8 d");
    assertRefused(
        2, "did you mean arena.console.voting?", "--console-set=arena.console.votin=true");
    assertRefused(2, "expected --console-port", "--console-set=arena.console.port=9000");
    assertRefused(2, "--kafka-port is 0; expected a port from 1 to 65535", "--kafka-port=0");
    assertRefused(2, "--votes-http-port is 0; expected a port", "--votes-http-port=0");
    assertRefused(
        2,
        "--http-port and --votes-http-port are both 8099; expected different ports",
        "--http-port=8099",
        "--votes-http-port=8099");
    Path absent = folder.resolve("absent");
    assertRefused(1, "arena: bundle " + absent, "--bundle=" + absent);
    assertRefused(1, "arena: --challenger: bundle " + absent, "--challenger=" + absent);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aPortInUseIsReportedWithItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertRefused(
          1,
          "port %d is in use; expected it to be free for health and metrics of the votes service."
              .formatted(port),
          "--votes-http-port=" + port);
      assertRefused(
          1,
          "or choose another port with --challenger-http-port.",
          "--challenger=" + folder.resolve("bundle"),
          "--challenger-http-port=" + port);
    }
  }

  private void assertRefused(int code, String message, String... options) throws Exception {
    assertThat(ChildProcess.exitCode(up("refused.err", options))).isEqualTo(code);
    assertThat(folder.resolve("refused.err")).content().contains(message);
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
    for (String port : PORTS) {
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
