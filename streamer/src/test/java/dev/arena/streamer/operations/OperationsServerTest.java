package dev.arena.streamer.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.ScoringStatistics;
import dev.arena.models.batch.BatcherStatistics;
import dev.arena.models.network.RunStatistics;
import dev.arena.schemas.failure.UserException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OperationsServerTest {
  private final Health health = new Health();
  private final ScorerMetrics metrics = new ScorerMetrics();
  private OperationsServer server;

  @BeforeEach
  void start() throws InterruptedException {
    server = start(0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aScorerThatStartsIsAliveAndNotReady() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("\"status\":\"starting\"");
  }

  @Test
  void aScorerThatScoresIsReady() throws Exception {
    health.enter(Health.Phase.READY, "pairs are scored");

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body())
        .isEqualTo("{\"status\":\"ready\",\"reason\":\"pairs are scored\"}");
  }

  @Test
  void aScorerThatFailedStaysFailedAndSaysWhy() throws Exception {
    health.enter(Health.Phase.FAILED, "the device was lost");
    health.enter(Health.Phase.READY, "too late");

    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("the device was lost");
  }

  @Test
  void everyDeclaredMetricIsServedUnderItsName() throws Exception {
    metrics.scored(new Score(new Probabilities(0.5, 0.25, 0.25), 12, false), Duration.ofMillis(3));
    metrics.model("tiny@1", "CPU");
    metrics.gauge(Metric.PAIRS_QUEUED, () -> 1);
    metrics.gauge(Metric.PAIRS_IN_FLIGHT, () -> 2);
    metrics.gauge(Metric.READY, () -> 1);
    metrics.counter(Metric.PAIRS_DEAD_LETTERED, () -> 3);
    metrics.counter(Metric.PAIRS_MISSED, () -> 4);
    metrics.time(Metric.BLOCKED_SECONDS, () -> Duration.ofMillis(1_500));
    metrics.batcher(
        () -> new BatcherStatistics(1, 2, 3, 4, 40, 5, 6, Duration.ofSeconds(7), Duration.ZERO));

    metrics.scoring(
        () ->
            new ScoringStatistics(
                Duration.ofSeconds(1),
                new RunStatistics(5, 6, 30, 4, Duration.ofSeconds(2), 64),
                Duration.ofSeconds(3)));
    metrics.stage(Stage.COMMIT, () -> Duration.ofMillis(500));

    String page = get("/metrics").body();

    for (Metric metric : Metric.values()) {
      assertThat(page).contains("# HELP " + metric.metricName() + " " + metric.sentence());
    }
    assertThat(page)
        .contains("arena_pairs_scored_total 1.0")
        .contains("arena_tokens_total 12.0")
        .contains("arena_pairs_missed_total 4.0")
        .contains("arena_stream_blocked_seconds_total 1.5")
        .contains("arena_pair_duration_seconds_bucket{le=\"0.005\"} 1")
        .contains("arena_batches_total{closed_by=\"length\"} 2.0")
        .contains("arena_batches_total{closed_by=\"drain\"} 4.0")
        .contains("arena_stage_seconds_total{stage=\"queue\"} 7.0")
        .contains("arena_stage_seconds_total{stage=\"run\"} 2.0")
        .contains("arena_stage_seconds_total{stage=\"commit\"} 0.5")
        .contains("arena_stage_seconds_total{stage=\"order\"} 0.0")
        .contains("arena_run_tokens_total{kind=\"padding\"} 4.0")
        .contains("arena_run_token_budget 64.0")
        .contains("arena_model_info{device=\"CPU\",model=\"tiny@1\"} 1")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void otherPathsAndMethodsAreRefusedWithAHint() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/x").body()).contains("/health/live, /health/ready, /metrics");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void nothingCanBeChanged(String method) throws Exception {
    for (String path : List.of("/metrics", "/health/ready", "/")) {
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

  private OperationsServer start(int port) throws InterruptedException {
    return OperationsServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        Executors.defaultThreadFactory(),
        health,
        metrics);
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
