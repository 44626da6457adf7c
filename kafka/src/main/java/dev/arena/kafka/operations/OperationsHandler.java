package dev.arena.kafka.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.operations.AcceptHeader.MediaType;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP requests for health, information and metrics.
 *
 * <p>Health answers are 200 or 503 with a small JSON object, and need no network. Any failure is
 * answered with 500 and a line of text.
 */
final class OperationsHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(OperationsHandler.class);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;

  /** Leaves threads for probes while large pages take a long time to write. */
  private static final int MAX_LARGE_ANSWERS = 4;

  private final OperationsServer.Shown shown;
  private final MetricsFormat format = new MetricsFormat();
  private final Semaphore largeAnswers = new Semaphore(MAX_LARGE_ANSWERS);

  OperationsHandler(OperationsServer.Shown shown) {
    this.shown = shown;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    answer(request, response).send(response, callback);
    return true;
  }

  private HttpAnswer answer(Request request, Response response) {
    try {
      String method = request.getMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
        return HttpAnswer.text(METHOD_NOT_ALLOWED, "expected GET\n");
      }
      return answer(request);
    } catch (RuntimeException | Error failed) {
      LOG.warn("{} could not be answered", request.getHttpURI().getPath(), failed);
      return HttpAnswer.text(
          FAILED,
          "this request could not be answered (%s); %s's log says why\n"
              .formatted(failed.getClass().getName(), shown.health().service().the()));
    }
  }

  private HttpAnswer answer(Request request) {
    Health health = shown.health();
    return switch (Request.getPathInContext(request)) {
      case "/health/live" ->
          HttpAnswer.json(health.live() ? OK : UNAVAILABLE, liveness(health.status()));
      case "/health/ready" -> {
        Health.Readiness readiness = health.readiness();
        yield HttpAnswer.json(readiness.ready() ? OK : UNAVAILABLE, readiness(readiness));
      }
      case "/info" -> large(() -> HttpAnswer.json(OK, shown.info().json()));
      case "/metrics" ->
          large(
              () ->
                  format.answer(
                      AcceptHeader.parse(
                          String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT))),
                      shown.meters().registry().scrape()));
      default ->
          HttpAnswer.text(NOT_FOUND, "paths: /health/live, /health/ready, /info, /metrics\n");
    };
  }

  private HttpAnswer large(Supplier<HttpAnswer> answer) {
    if (!largeAnswers.tryAcquire()) {
      return HttpAnswer.text(
          UNAVAILABLE,
          "%d of these pages are being written at the moment; try again later\n"
              .formatted(MAX_LARGE_ANSWERS));
    }
    try {
      return answer.get();
    } finally {
      largeAnswers.release();
    }
  }

  private static ObjectNode liveness(Health.Status status) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", status.phase().name().toLowerCase(Locale.ROOT))
        .put("reason", status.reason());
  }

  /** Returns the checks in the format of MicroProfile Health; see docs/decisions/0027. */
  private static ObjectNode readiness(Health.Readiness readiness) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", readiness.status())
            .put("reason", readiness.reason());
    ArrayNode checks = json.putArray("checks");
    readiness
        .checks()
        .forEach(
            (check, result) -> {
              ObjectNode one = checks.addObject();
              one.put("name", check.text());
              one.put("status", result.up() ? "UP" : "DOWN");
              one.putObject("data")
                  .put("reason", result.reason())
                  .put("since", result.since().truncatedTo(ChronoUnit.SECONDS).toString());
            });
    return json;
  }

  /**
   * Writes metrics in Prometheus' text format or as OpenMetrics, whichever the client prefers. A
   * client that accepts neither gets the text format: Prometheus reads the answer's content type,
   * and an answer in another format is more useful than none.
   */
  private static final class MetricsFormat {
    private static final MediaType TEXT = new MediaType("text", "plain", Set.of("0.0.4", "1.0.0"));
    private static final MediaType OPEN_METRICS =
        new MediaType("application", "openmetrics-text", Set.of("0.0.1", "1.0.0"));

    private final ExpositionFormats formats = ExpositionFormats.init();

    HttpAnswer answer(AcceptHeader accept, MetricSnapshots metrics) {
      ExpositionFormatWriter writer =
          accept.quality(OPEN_METRICS) > accept.quality(TEXT)
              ? formats.getOpenMetricsTextFormatWriter()
              : formats.getPrometheusTextFormatWriter();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        writer.write(bytes, metrics);
      } catch (IOException impossibleInMemory) {
        throw new UncheckedIOException(impossibleInMemory);
      }
      return new HttpAnswer(OK, writer.getContentType(), bytes.toByteArray());
    }
  }

  /**
   * A complete answer to an HTTP request. For HEAD, the server leaves out the body.
   *
   * @param contentType the media type of the body
   */
  record HttpAnswer(int status, String contentType, byte[] body) {
    static HttpAnswer text(int status, String text) {
      return new HttpAnswer(
          status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static HttpAnswer json(int status, JsonNode json) {
      return new HttpAnswer(
          status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends the answer without waiting for the client, which may read slowly.
     *
     * @param callback called when the answer is sent
     */
    void send(Response response, Callback callback) {
      response.setStatus(status);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      response.write(true, ByteBuffer.wrap(body), callback);
    }
  }
}
