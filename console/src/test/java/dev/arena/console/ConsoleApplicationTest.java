package dev.arena.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.cli.config.ConfigSources;
import dev.arena.console.http.ApiClient;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console from its start to its end, without a cluster. */
final class ConsoleApplicationTest {
  private static final int TERMINATED = 143;
  private static final String GOOD =
      "{\"turns\":[{\"prompt\":\"a private prompt\",\"response_a\":\"a\",\"response_b\":\"b\"}]}";

  @TempDir private static Path folder;
  private static Path bundle;

  @BeforeAll
  static void write() {
    bundle = TinyBundle.write(folder.resolve("tiny"));
  }

  @Test
  void healthInformationAndMetricsAreServedAsThoseOfOtherServices() throws Exception {
    try (RunningConsole console = RunningConsole.start(bundle)) {
      ApiClient operations = console.operations();
      assertThat(operations.get("/health/live").statusCode()).isEqualTo(200);
      JsonNode ready = ApiClient.json(operations.get("/health/ready"));
      assertThat(ready.get("status").textValue()).isEqualTo("ready");
      assertThat(ready.get("reason").textValue()).isEqualTo("requests are answered");
      assertThat(ready.get("checks").findValuesAsText("name"))
          .containsExactly("server", "bundle", "device");
      JsonNode info = ApiClient.json(operations.get("/info"));
      assertThat(info.at("/model/name").textValue()).isEqualTo("tiny");
      assertThat(info.has("application_id")).isFalse();

      console.api().post("/v1/score", GOOD);
      console.api().post("/v1/score", "{}");
      console.api().get("/openapi.json");
      console.api().get("/elsewhere");
      Eventually.holds(
          () ->
              operations
                  .get("/metrics")
                  .body()
                  .contains("arena_console_requests_total{path=\"other\",status=\"404\"} 1.0"),
          () -> "the last request is not counted");
      assertThat(operations.get("/metrics").body())
          .contains("arena_console_requests_total{path=\"/v1/score\",status=\"200\"} 1.0")
          .contains("arena_console_requests_total{path=\"/v1/score\",status=\"400\"} 1.0")
          .contains("arena_console_request_duration_seconds_count 2")
          .contains("arena_console_requests_queued 0.0")
          .contains("arena_check_up{check=\"device\"} 1.0")
          .contains("arena_ready 1.0");
    }
  }

  @Test
  void anAddressThatOtherMachinesMayReachNeedsAToken() {
    for (String host : List.of("0.0.0.0", "192.0.2.1")) {
      assertThatThrownBy(() -> RunningConsole.start(bundle, "arena.console.host=" + host))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("arena.console.host is " + host)
          .hasMessageContaining("ARENA_CONSOLE_TOKEN");
    }
  }

  @Test
  void aHostWithoutAnAddressIsNamed() {
    assertThatThrownBy(
            () -> RunningConsole.start(bundle, "arena.console.host=no-such-host.invalid"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("arena.console.host is no-such-host.invalid, which has no address");
  }

  @Test
  void theUrlOfAnIpv6AddressHasBrackets() {
    assertThat(ConsoleKeys.url("::1", 8086)).isEqualTo("http://[::1]:8086");
    assertThat(ConsoleKeys.url("127.0.0.1", 8086)).isEqualTo("http://127.0.0.1:8086");
  }

  @Test
  void anUnusableTokenIsNotShown() {
    assertThatThrownBy(
            () ->
                ConsoleKeys.table()
                    .resolve(
                        ConfigSources.none()
                            .withAssignments(List.of("arena.console.token=too short"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("arena.console.token")
        .hasMessageContaining("16 or more characters")
        .hasMessageNotContaining("too short");
  }

  @Test
  void settingsThatNeedEachOtherAreCheckedBeforeTheModelIsOpened() {
    assertThatThrownBy(
            () -> RunningConsole.start(folder.resolve("absent"), "arena.console.voting=true"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("arena.console.texts is false");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(
              () -> RunningConsole.start(bundle, "arena.console.port=" + taken.getLocalPort()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("cannot serve the API on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("arena.console.port");
    }
  }

  /** Sends the beginning of a request, and disconnects. */
  private static void disconnectWithin(String body, int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n";
      socket.getOutputStream().write((request + body).getBytes(UTF_8));
    }
  }

  @Test
  void aSignalStopsTheCommandAndNothingOfAPairIsLogged() throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                ChildProcess.java(
                    "-cp",
                    System.getProperty("java.class.path"),
                    ConsoleMain.class.getName(),
                    "console",
                    "--bundle",
                    bundle.toString(),
                    "--port",
                    "0",
                    "--set",
                    "arena.http.port=off",
                    "--set",
                    "arena.log.level=INFO"))
            .redirectError(log.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("ARENA_"));
    Process process = builder.start();
    try (BufferedReader out = process.inputReader()) {
      String line = ChildProcess.readLine(process, out);
      Matcher ready =
          Pattern.compile(
                  "ready: pages and API at http://127\\.0\\.0\\.1:(\\d+) with tiny@1\\.2\\.3")
              .matcher(String.valueOf(line));
      assertThat(ready.matches()).as("%s%n%s", line, Files.readString(log)).isTrue();
      ApiClient api = new ApiClient(Integer.parseInt(ready.group(1)));
      assertThat(api.post("/v1/score", GOOD).statusCode()).isEqualTo(200);
      assertThat(api.post("/v1/rank", GOOD).statusCode()).isEqualTo(400);
      disconnectWithin(GOOD, Integer.parseInt(ready.group(1)));

      process.toHandle().destroy(); // without closing its output
      assertThat(ChildProcess.exitCode(process)).isEqualTo(TERMINATED);
      assertThat(log).content().contains("Answering on http://").doesNotContain("private");
      assertThat(log).content().doesNotContain("WARN").doesNotContain("Exception");
    } finally {
      process.destroyForcibly();
    }
  }
}
