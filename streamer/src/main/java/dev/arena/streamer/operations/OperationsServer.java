package dev.arena.streamer.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.health.Health;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code /health/live}, {@code /health/ready}, {@code /info} and {@code /metrics}.
 *
 * <p>Health answers 200 or 503 with a small JSON object, which says nothing that had to be asked
 * for over a network first; metrics are in the format that the client asks for, Prometheus' text
 * without a wish.
 */
public final class OperationsServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  /**
   * Connections, each with a thread while it is served: a client that dawdles blocks itself only.
   */
  private static final int MOST_CONNECTIONS = 64;

  static {
    // the JDK's server takes its limits from nowhere else; seconds, and bytes
    limit("sun.net.httpserver.maxReqTime", 5);
    limit("sun.net.httpserver.maxRspTime", 30);
    limit("sun.net.httpserver.maxReqHeaderSize", 16_384);
    limit("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Shown shown;
  private final ExpositionFormats formats = ExpositionFormats.init();

  /** What is served. */
  public record Shown(Health health, ScorerMetrics metrics, ScorerInfo info) {}

  private OperationsServer(HttpServer server, ExecutorService threads, Shown shown) {
    this.server = server;
    this.threads = threads;
    this.shown = shown;
  }

  /**
   * Starts to serve.
   *
   * @param address where to listen; port 0 for any that is free
   * @param daemons make the threads that run the answers
   * @throws UserException when nobody can listen there
   */
  public static OperationsServer start(
      InetSocketAddress address, ThreadFactory daemons, Shown shown) throws InterruptedException {
    ExecutorService threads =
        new ThreadPoolExecutor(
            0, MOST_CONNECTIONS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons);
    try {
      HttpServer http = HttpServer.create(address, 0);
      OperationsServer server = new OperationsServer(http, threads, shown);
      http.setExecutor(threads);
      http.createContext("/", server::answer);
      // the server's own thread is a daemon only if the thread that starts it is one
      threads.submit(http::start).get();
      return server;
    } catch (IOException | RuntimeException | ExecutionException taken) {
      threads.shutdownNow();
      throw new UserException(
          "cannot serve health and metrics on %s:%d: %s. Pass --set arena.http.port=PORT (0 for any that is free, off for none), or look at arena.http.host."
              .formatted(address.getHostString(), address.getPort(), taken.getMessage()),
          taken);
    }
  }

  /** The port that was taken. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, METHOD_NOT_ALLOWED, text("expected GET\n"));
        return;
      }
      Health health = shown.health();
      switch (exchange.getRequestURI().getPath()) {
        case "/health/live" ->
            send(exchange, health.live() ? OK : UNAVAILABLE, json(liveness(health.status())));
        case "/health/ready" -> {
          Health.Readiness readiness = health.readiness();
          send(exchange, readiness.ready() ? OK : UNAVAILABLE, json(readiness(readiness)));
        }
        case "/info" -> send(exchange, OK, json(shown.info().json()));
        case "/metrics" -> send(exchange, OK, metrics(exchange));
        default ->
            send(
                exchange,
                NOT_FOUND,
                text("here are /health/live, /health/ready, /info, /metrics\n"));
      }
    }
  }

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, String.valueOf(value));
    }
  }

  private record Body(String type, byte[] bytes) {}

  private static Body text(String text) {
    return new Body("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode liveness(Health.Status status) {
    return JSON.createObjectNode()
        .put("status", status.phase().name().toLowerCase(Locale.ROOT))
        .put("reason", status.reason());
  }

  /** The checks have the form of MicroProfile Health; see docs/decisions/0027. */
  private static ObjectNode readiness(Health.Readiness readiness) {
    ObjectNode json =
        JSON.createObjectNode().put("status", readiness.status()).put("reason", readiness.reason());
    ArrayNode checks = json.putArray("checks");
    readiness
        .checks()
        .forEach(
            (check, finding) -> {
              ObjectNode one = checks.addObject();
              one.put("name", check.text());
              one.put("status", finding.up() ? "UP" : "DOWN");
              one.putObject("data")
                  .put("reason", finding.reason())
                  .put("since", finding.since().truncatedTo(ChronoUnit.SECONDS).toString());
            });
    return json;
  }

  private static Body json(ObjectNode json) throws IOException {
    return new Body("application/json", JSON.writeValueAsBytes(json));
  }

  private Body metrics(HttpExchange exchange) throws IOException {
    ExpositionFormatWriter writer =
        formats.findWriter(exchange.getRequestHeaders().getFirst("Accept"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(bytes, shown.metrics().registry().scrape());
    return new Body(writer.getContentType(), bytes.toByteArray());
  }

  private static void send(HttpExchange exchange, int status, Body body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", body.type());
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.bytes().length);
    if (!head) {
      exchange.getResponseBody().write(body.bytes());
    }
  }
}
