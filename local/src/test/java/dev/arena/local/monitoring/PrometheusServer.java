package dev.arena.local.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.local.servers.Ports;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A real Prometheus with the repository's rules, which looks at one scorer four times a second. */
final class PrometheusServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String DISCOVERY =
      """
          dns_sd_configs:
            - names: [scorer]
              type: A
              port: 8080
              refresh_interval: 5s
      """
          .indent(0);

  private final Process process;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusServer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  static PrometheusServer start(Path folder, URI scorer) throws IOException {
    Path configuration = folder.resolve("prometheus.yml");
    String text = Files.readString(MonitoringFiles.PROMETHEUS.resolve("prometheus.yml"));
    Files.writeString(configuration, watching(text, scorer));
    Files.copy(
        MonitoringFiles.PROMETHEUS.resolve("alerts.yml"),
        folder.resolve("alerts.yml"),
        StandardCopyOption.REPLACE_EXISTING);
    String listen = "127.0.0.1:" + Ports.free();
    Process process =
        new ProcessBuilder(
                PrometheusTool.prometheus(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=" + listen,
                "--log.level=error")
            .inheritIO()
            .start();
    return new PrometheusServer(process, URI.create("http://" + listen));
  }

  private static String watching(String text, URI scorer) {
    if (!text.contains(DISCOVERY) || !text.contains("interval: 5s")) {
      throw new AssertionError("prometheus.yml looks otherwise than this test expects:\n" + text);
    }
    return text.replace(
            DISCOVERY, "    static_configs: [{targets: ['%s']}]\n".formatted(scorer.getAuthority()))
        .replace("interval: 5s", "interval: 250ms");
  }

  /** The values that a query gives now, those that are no number left out. */
  List<Double> values(String query) throws IOException, InterruptedException {
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

  /** Asks until the values are as they should be. */
  List<Double> await(String query, Predicate<List<Double>> wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
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
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError(query + " gives " + values);
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** Each rule that it evaluates. */
  List<JsonNode> rules() throws IOException, InterruptedException {
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

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
