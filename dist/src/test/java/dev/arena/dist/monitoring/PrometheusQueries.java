package dev.arena.dist.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Queries to a Prometheus server.
 *
 * @param address its address, such as {@code http://localhost:9090}
 * @param alive whether its process is running, as far as is known
 */
public record PrometheusQueries(URI address, HttpClient http, BooleanSupplier alive) {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** The current values of a query, without those that are not numbers. */
  public List<Double> values(String query) throws IOException, InterruptedException {
    List<Double> values = new ArrayList<>();
    for (JsonNode series :
        get("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8)).at("/data/result")) {
      double value = Double.parseDouble(series.get("value").get(1).asText());
      if (!Double.isNaN(value)) {
        values.add(value);
      }
    }
    return values;
  }

  /** Repeats a query until its values are the expected ones. */
  public List<Double> await(String query, Predicate<List<Double>> wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      List<Double> values;
      try {
        values = values(query);
      } catch (ConnectException notYet) {
        values = List.of();
      }
      if (wanted.test(values)) {
        return values;
      }
      if (System.nanoTime() > deadline || !alive.getAsBoolean()) {
        throw new AssertionError(query + " gives " + values);
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** All rules that the server evaluates. */
  public List<JsonNode> rules() throws IOException, InterruptedException {
    List<JsonNode> rules = new ArrayList<>();
    get("/api/v1/rules")
        .at("/data/groups")
        .forEach(group -> group.get("rules").forEach(rules::add));
    return rules;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(address.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200 && answer.statusCode() != 503) {
      throw new AssertionError(path + ": " + answer.body());
    }
    return answer.statusCode() == 200
        ? new ObjectMapper().readTree(answer.body())
        : new ObjectMapper().createObjectNode();
  }
}
