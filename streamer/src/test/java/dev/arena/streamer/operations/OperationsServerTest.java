package dev.arena.streamer.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.config.ConfigSources;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.health.Check;
import dev.arena.streamer.health.Finding;
import dev.arena.streamer.health.Health;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OperationsServerTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  private final Health health = new Health(Clock.fixed(NOON, ZoneOffset.UTC));
  private final ScorerMetrics metrics = new ScorerMetrics();
  private final ScorerInfo info =
      new ScorerInfo(
          StreamerKeys.table()
              .resolve(
                  ConfigSources.none()
                      .withCommandLine(
                          Map.of(
                              "registry.url",
                              "http://reader:canary@registry:8081",
                              "kafka.sasl.jaas.config",
                              "canary"))));
  private OperationsServer server;

  @BeforeEach
  void start() throws InterruptedException {
    server = start(0);
  }

  @AfterEach
  void stop() {
    server.close();
    metrics.close();
  }

  @Test
  void aScorerThatStartsIsAliveAndNotReady() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("\"status\":\"starting\"");
  }

  @Test
  void aScorerThatScoresIsReadyAndTellsWhatItLookedAt() throws Exception {
    scoreWithAllChecksUp();

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body())
        .startsWith(
            "{\"status\":\"ready\",\"reason\":\"pairs are scored\",\"checks\":["
                + "{\"name\":\"streams\",\"status\":\"UP\",\"data\":"
                + "{\"reason\":\"pairs are scored\",\"since\":\"2026-11-28T12:00:00Z\"}},");
    assertThat(new ObjectMapper().readTree(get("/health/ready").body()).findValuesAsText("name"))
        .containsExactly("streams", "bundle", "device", "broker", "registry");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STREAMS")
  void aScorerWithACheckThatIsDownIsAliveAndNotReadyAlthoughItScores(Check down) throws Exception {
    scoreWithAllChecksUp();
    health.watch(down, () -> Finding.down("it is away", NOON.plusSeconds(90)));

    HttpResponse<String> ready = get("/health/ready");
    JsonNode told = new ObjectMapper().readTree(ready.body());
    JsonNode check = told.get("checks").get(down.ordinal());

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(told.get("status").asText()).isEqualTo("degraded");
    assertThat(told.get("reason").asText())
        .isEqualTo("pairs are scored, but " + down.text() + " is down: it is away");
    assertThat(check.get("name").asText()).isEqualTo(down.text());
    assertThat(check.get("status").asText()).isEqualTo("DOWN");
    assertThat(check.at("/data/since").asText()).isEqualTo("2026-11-28T12:01:30Z");
  }

  @Test
  void aScorerThatFailedStaysFailedAndSaysWhy() throws Exception {
    health.enter(Health.Phase.FAILED, "the device was lost");
    health.enter(Health.Phase.READY, "too late");

    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("the device was lost");
  }

  @Test
  void whatScoresIsToldWithHowItWasMadeAndTheConfigurationWithoutItsSecrets(@TempDir Path folder)
      throws Exception {
    ModelBundle bundle = ModelBundle.load(TinyBundle.write(folder.resolve("tiny")));
    info.model(() -> new ModelInfo("tiny@1", "int8", "CPU", bundle));

    JsonNode told = new ObjectMapper().readTree(get("/info").body());

    assertThat(told.get("versions").fieldNames())
        .toIterable()
        .containsExactly("arena", "java", "kafka", "onnxruntime");
    assertThat(told.at("/application_id").asText()).isEqualTo("arena-scorer");
    assertThat(told.at("/topics/dead_letters").asText()).isEqualTo("arena.pairs.dlq");
    assertThat(told.at("/device").asText()).isEqualTo("CPU");
    assertThat(told.at("/model/version").asText()).isEqualTo("1");
    assertThat(told.at("/model/manifest_sha256").asText()).hasSize(64);
    assertThat(told.at("/model/provenance/created_at").asText()).isNotEmpty();
    assertThat(told.at("/configuration/registry.url").asText())
        .isEqualTo("http://(hidden)@registry:8081");
    assertThat(told.at("/configuration").get("kafka.sasl.jaas.config").asText())
        .isEqualTo("(hidden)");
    assertThat(told.toString()).doesNotContain("canary");
  }

  @Test
  void whatIsStartingSaysNothingOfItsModelYet() throws Exception {
    JsonNode told = new ObjectMapper().readTree(get("/info").body());

    assertThat(told.has("model")).isFalse();
    assertThat(told.has("versions")).isTrue();
  }

  @Test
  void otherPathsAndMethodsAreRefusedWithAHint() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/x").body()).contains("/health/live, /health/ready, /info, /metrics");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void nothingCanBeChanged(String method) throws Exception {
    for (String path : List.of("/metrics", "/info", "/health/ready", "/")) {
      HttpRequest request =
          HttpRequest.newBuilder(uri(path))
              .method(method, HttpRequest.BodyPublishers.ofString("x"))
              .build();
      HttpResponse<String> answer = send(request);

      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }
  }

  @Test
  void clientsThatDawdleKeepNobodyFromTheHealthAndAreSentAway() throws Exception {
    List<Socket> dawdling = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        dawdling.add(socket);
        socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: x".getBytes(US_ASCII));
      }
      assertThat(get("/health/live").statusCode()).isEqualTo(200);

      // all still open: what was answered did not wait for the end of one of them
      for (Socket socket : dawdling) {
        socket.setSoTimeout(1);
        assertThat(isClosed(socket)).isFalse();
      }
      for (Socket socket : dawdling) {
        socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
        assertThat(isClosed(socket)).isTrue();
      }
    } finally {
      for (Socket socket : dawdling) {
        socket.close();
      }
    }
  }

  @Test
  void moreConnectionsThanAreServedAreSentAwayAtOnce() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 80; i++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      Socket last = open.get(open.size() - 1);
      last.setSoTimeout((int) Duration.ofSeconds(3).toMillis());
      assertThat(isClosed(last)).isTrue();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void aHeaderWithoutEndIsCutOff() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
      OutputStream out = socket.getOutputStream();
      out.write("GET /metrics HTTP/1.1\r\nHost: x\r\nX: ".getBytes(US_ASCII));
      byte[] filling = "x".repeat(64 << 10).getBytes(US_ASCII);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  out.write(filling);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  /** Whether the server has closed it; an answer may come before. */
  private static boolean isClosed(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aPortInUseIsNamedWithTheKeyThatChangesIt() {
    assertThatThrownBy(() -> start(server.port()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(":" + server.port())
        .hasMessageContaining("arena.http.port");
  }

  private void scoreWithAllChecksUp() {
    for (Check check : Check.values()) {
      if (check != Check.STREAMS) {
        health.watch(check, () -> Finding.up("answers", NOON));
      }
    }
    health.enter(Health.Phase.READY, "pairs are scored");
  }

  private OperationsServer start(int port) throws InterruptedException {
    return OperationsServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        Executors.defaultThreadFactory(),
        new OperationsServer.Shown(health, metrics, info));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
