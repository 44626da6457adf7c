package dev.arena.kafka.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.cli.config.ConfigSources;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.TestService;
import dev.arena.kafka.health.Check;
import dev.arena.kafka.health.CheckResult;
import dev.arena.kafka.health.Health;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OperationsServerTest {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(20);

  /** What Prometheus sends if native histograms are enabled. */
  private static final String PROTOBUF_FIRST =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
          + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
          + "application/openmetrics-text;version=0.0.1;q=0.4,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  private static final Check OWN = new Check("model");

  private final Health health = health();
  private final Meters meters = new Meters(TestMetric.RESIDENT_MEMORY);
  private final ServiceInfo info =
      new ServiceInfo(
          KafkaKeys.table()
              .resolve(
                  ConfigSources.none()
                      .withCommandLine(
                          Map.of(
                              "registry.url",
                              "http://reader:canary@registry:8081",
                              "kafka.sasl.jaas.config",
                              "canary"))),
          "arena-scorer",
          Map.of("onnxruntime", "1.2"),
          json -> json.put("device", "CPU"));
  private OperationsServer server;

  @BeforeEach
  void start() {
    server = start(0);
  }

  @AfterEach
  void stop() {
    server.close();
    meters.close();
  }

  @Test
  void aServiceThatStartsIsAliveAndNotReady() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("\"status\":\"starting\"");
  }

  @Test
  void aServiceThatWorksIsReadyAndListsItsChecks() throws Exception {
    allChecksUp();

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body())
        .startsWith(
            "{\"status\":\"ready\",\"reason\":\"pairs are scored\",\"checks\":["
                + "{\"name\":\"streams\",\"status\":\"UP\",\"data\":"
                + "{\"reason\":\"pairs are scored\",\"since\":\"2026-11-28T12:00:00Z\"}},");
    assertThat(new ObjectMapper().readTree(get("/health/ready").body()).findValuesAsText("name"))
        .containsExactly("streams", "model", "broker", "registry", "threads", "writes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aServiceWithACheckThatIsDownIsAliveAndNotReadyAlthoughItWorks(int number) throws Exception {
    allChecksUp();
    Check down = health.checks().get(number);
    health.watch(down, () -> CheckResult.down("it is away", NOON.plusSeconds(90)));

    HttpResponse<String> ready = get("/health/ready");
    JsonNode told = new ObjectMapper().readTree(ready.body());
    JsonNode check = told.get("checks").get(number);

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
  void aServiceThatFailedStaysFailedAndSaysWhy() throws Exception {
    health.enter(Health.Phase.FAILED, "the device was lost");
    health.enter(Health.Phase.READY, "too late");

    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("the device was lost");
  }

  @Test
  void theConfigurationIsShownWithoutItsSecretsBesideWhatTheServiceAdds() throws Exception {
    JsonNode told = new ObjectMapper().readTree(get("/info").body());

    assertThat(told.get("versions").fieldNames())
        .toIterable()
        .containsExactly("arena", "java", "kafka", "onnxruntime");
    assertThat(told.at("/application_id").asText()).isEqualTo("arena-scorer");
    assertThat(told.at("/device").asText()).isEqualTo("CPU");
    assertThat(told.at("/configuration/registry.url").asText())
        .isEqualTo("http://(hidden)@registry:8081");
    assertThat(told.at("/configuration").get("kafka.sasl.jaas.config").asText())
        .isEqualTo("(hidden)");
    assertThat(told.toString()).doesNotContain("canary");
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
  void clientsThatDawdleKeepNobodyFromTheHealthAndAreDisconnected() throws Exception {
    ConnectionLimits limits =
        new ConnectionLimits(
            512,
            512,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            ConnectionLimits.WhenAllAreServed.CLOSE_OLDEST);
    List<Socket> dawdling = new ArrayList<>();
    try (OperationsServer patient = start(0, limits)) {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), patient.port());
        dawdling.add(socket);
        socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: x".getBytes(US_ASCII));
      }
      assertThat(send(HttpRequest.newBuilder(uri(patient, "/health/live")).build()).statusCode())
          .isEqualTo(200);

      // all are still open: the answer did not wait for any of them to end
      for (Socket socket : dawdling) {
        socket.setSoTimeout(1);
        assertThat(isClosed(socket)).isFalse();
      }
      for (Socket socket : dawdling) {
        socket.setSoTimeout((int) Eventually.TIMEOUT.toMillis());
        assertThat(isClosed(socket)).isTrue();
      }
    } finally {
      for (Socket socket : dawdling) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 500, 1500})
  void everyProbeIsAnsweredWhileSlowClientsConnectAgainAndAgain(int clients) throws Exception {
    try (SlowClients slow = SlowClients.start(server.port(), clients, Duration.ofSeconds(1))) {
      Map<String, Integer> answers = new TreeMap<>();
      for (int probe = 0; probe < 245 || slow.sentAway() < clients; probe++) {
        answers.merge(probe("/health/live"), 1, Integer::sum);
        answers.merge(probe("/health/ready"), 1, Integer::sum);
      }
      assertThat(answers.keySet()).containsExactly("HTTP/1.1 200", "HTTP/1.1 503");
      assertThat(answers.get("HTTP/1.1 200")).isEqualTo(answers.get("HTTP/1.1 503"));
    }
  }

  /** Asks as the kubelet does, with a new connection. */
  private String probe(String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
          (int) PROBE_TIMEOUT.toMillis());
      socket.setSoTimeout((int) PROBE_TIMEOUT.toMillis());
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .formatted(path)
                  .getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII)
          .substring(0, "HTTP/1.1 200".length());
    } catch (IOException | StringIndexOutOfBoundsException unanswered) {
      return unanswered.getClass().getSimpleName();
    }
  }

  @Test
  void aClientThatDoesNotReadIsDisconnectedAndKeepsNobodyFromTheHealth() throws Exception {
    ConnectionLimits limits =
        new ConnectionLimits(
            512,
            512,
            Duration.ZERO,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            ConnectionLimits.WhenAllAreServed.CLOSE_OLDEST);
    List<Socket> readers = new ArrayList<>();
    List<Thread> senders = new ArrayList<>();
    try (OperationsServer impatient = start(0, limits)) {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port());
        readers.add(socket);
        Thread sender = new Thread(() -> sendUntilDisconnected(socket), "does-not-read");
        senders.add(sender);
        sender.setDaemon(true);
        sender.start();
      }
      assertThat(send(HttpRequest.newBuilder(uri(impatient, "/health/live")).build()).statusCode())
          .isEqualTo(200);
      for (Thread sender : senders) {
        sender.join(Eventually.TIMEOUT.toMillis());
        assertThat(sender.isAlive()).isFalse();
      }
    } finally {
      for (Socket socket : readers) {
        socket.close();
      }
    }
  }

  private static void sendUntilDisconnected(Socket socket) {
    byte[] requests = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000).getBytes(US_ASCII);
    try {
      while (true) {
        socket.getOutputStream().write(requests);
      }
    } catch (IOException closed) {
      // the state that the test needs
    }
  }

  /** Status line and headers of an answer; the socket's timeout bounds each read. */
  private static String head(InputStream answer) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = answer.read();
      assertThat(next).as("end of the connection after: %s", head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  @Test
  void aConnectionServesOneRequestAfterAnother() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) PROBE_TIMEOUT.toMillis());
      for (int request = 0; request < 3; request++) {
        socket
            .getOutputStream()
            .write("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
        assertThat(head(socket.getInputStream()).lines())
            .contains("HTTP/1.1 200 OK")
            .anyMatch(l -> l.matches("Content-Length: \\d{3,}"));
      }
    }
  }

  @Test
  void theOldestVersionOfHttpThatAProbeSpeaksIsAnswered() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) PROBE_TIMEOUT.toMillis());
      socket.getOutputStream().write("GET /health/live HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .contains(" 200 ")
          .endsWith("{\"status\":\"starting\",\"reason\":\"starting\"}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                                     | text/plain",
        "*/*                                                                  | text/plain",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited | text/plain",
        PROTOBUF_FIRST
            + "                                                    | application/openmetrics-text",
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9 | text/plain",
        "application/openmetrics-text                                         | application/openmetrics-text",
        "text/*;q=0, */*                                                      | application/openmetrics-text",
        "image/png                                                            | text/plain",
        "*/*;q=0                                                              | text/plain",
      })
  void metricsAreWrittenInTheFormatThatTheClientPrefers(@Nullable String accept, String format)
      throws Exception {
    meters.counter(TestMetric.RECORDS, "good");
    HttpRequest.Builder request = HttpRequest.newBuilder(uri("/metrics"));
    HttpResponse<String> answer =
        send((accept == null ? request : request.header("Accept", accept)).build());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(format);
    assertThat(answer.body()).contains("arena_records_total{outcome=\"good\"} 0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/info", "/metrics"})
  void everyFailureIsAnsweredWithALine(String path) throws Exception {
    ServiceInfo unreadable =
        new ServiceInfo(
            KafkaKeys.table().resolve(ConfigSources.none()),
            "arena-scorer",
            Map.of(),
            json -> {
              throw new LinkageError("broken");
            });
    OperationsServer.Shown broken = new OperationsServer.Shown(health(), meters, unreadable);
    broken
        .health()
        .watch(
            OWN,
            () -> {
              throw new IllegalStateException("broken");
            });
    meters.collector(
        () -> {
          throw new IllegalStateException("broken");
        });
    try (OperationsServer failing =
        OperationsServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Executors.defaultThreadFactory(),
            broken)) {
      HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(failing, path)).build());
      if (path.equals("/health/live")) {
        assertThat(answer.statusCode()).isEqualTo(200);
      } else {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
            .startsWith("this request could not be answered (java.lang.")
            .endsWith("); the scorer's log says why\n");
      }
    }
  }

  @Test
  void anEndlessHeaderIsCutOff() throws Exception {
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

  /** Whether the server has closed the connection; an answer may come first. */
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

  private void allChecksUp() {
    for (Check check : health.checks()) {
      if (!check.equals(Check.STREAMS)) {
        health.watch(check, () -> CheckResult.up("answers", NOON));
      }
    }
    health.enter(Health.Phase.READY, "pairs are scored");
  }

  private static Health health() {
    return new Health(Clock.fixed(NOON, ZoneOffset.UTC), TestService.TEXT, List.of(OWN));
  }

  private OperationsServer start(int port) {
    return start(port, OperationsServer.LIMITS);
  }

  private OperationsServer start(int port, ConnectionLimits limits) {
    return OperationsServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        Executors.defaultThreadFactory(),
        new OperationsServer.Shown(health, meters, info),
        limits);
  }

  private URI uri(String path) {
    return uri(server, path);
  }

  private static URI uri(OperationsServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
