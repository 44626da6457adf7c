package dev.arena.dist.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.cli.CommandRunner;
import dev.arena.dist.monitoring.MonitoringFiles.Query;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.Ports;
import dev.arena.streamer.replay.ReplayCommand;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards and the alerts use metrics that the services serve. */
@Tag("broker")
final class MonitoringTest {
  private static final int SAMPLE = 30;
  private static final double SAMPLE_MODELS = 5;

  @TempDir private Path folder;

  private final URI consoleUrl = URI.create("http://127.0.0.1:" + Ports.free());

  @Test
  void everyMetricOfADashboardAndItsAlertsIsOnThePageOfItsService() throws Exception {
    try (LocalServers servers = LocalServers.start(folder);
        LocalService scorer = scorer(servers);
        LocalService votes = votes(servers);
        LocalService console = console(servers)) {
      replay(servers);

      assertPageHasMetrics(scorer, MonitoringFiles.SCORER);
      // the evaluation and the leaderboard are computed a moment after the battles
      awaitMetrics(votes, "arena_evaluation_votes{", "arena_leaderboard_models{");
      assertPageHasMetrics(votes, MonitoringFiles.VOTES);
      get(consoleUrl);
      awaitMetrics(console, "arena_console_requests_total{");
      assertPageHasMetrics(console, MonitoringFiles.CONSOLE);
    }
  }

  private static void assertPageHasMetrics(LocalService service, MonitoringFiles files)
      throws Exception {
    String page = get(service.http().orElseThrow().resolve("/metrics"));
    Set<String> names = new TreeSet<>(files.namesInRules());
    files.queries().forEach(q -> names.addAll(MonitoringFiles.names(q.expression())));

    assertThat(names).hasSizeGreaterThan(10);
    assertThat(names)
        .filteredOn(MonitoringFiles::isAlwaysThere)
        .filteredOn(name -> !isOnlyOfVotes(name) || files.equals(MonitoringFiles.VOTES))
        .allSatisfy(name -> assertThat(page).containsPattern("(?m)^" + name + "[ {]"));
  }

  /** The alert about many dead letters is about both services. */
  private static boolean isOnlyOfVotes(String metric) {
    return metric.equals("arena_battles_total");
  }

  private static void awaitMetrics(LocalService service, String... metrics) throws Exception {
    for (String metric : metrics) {
      Eventually.holds(
          () -> get(service.http().orElseThrow().resolve("/metrics")).contains(metric),
          () -> "there is no " + metric);
    }
  }

  @Test
  void aPrometheusAnswersEveryPanelAndEvaluatesEveryAlertAfterAReplay() throws Exception {
    PrometheusTool.prometheus();
    try (LocalServers servers = LocalServers.start(folder);
        LocalService scorer = scorer(servers);
        LocalService votes = votes(servers);
        LocalService console = console(servers);
        PrometheusServer server =
            PrometheusServer.start(
                folder,
                Map.of(
                    "scorer", scorer.http().orElseThrow(),
                    "votes", votes.http().orElseThrow(),
                    "console", console.http().orElseThrow()))) {
      PrometheusQueries prometheus = server.queries();
      prometheus.await("up{job=\"arena\"}", values -> values.equals(List.of(1.0)));
      prometheus.await("up{job=\"arena-votes\"}", values -> values.equals(List.of(1.0)));
      prometheus.await("up{job=\"arena-console\"}", values -> values.equals(List.of(1.0)));
      produceGarbage(servers);
      replay(servers);
      prometheus.await(
          "arena_pairs_total{outcome=\"scored\"}", values -> values.equals(List.of(1.0 * SAMPLE)));
      prometheus.await(
          "rate(arena_pairs_total{outcome=\"scored\"}[1m])",
          values -> !values.isEmpty() && values.get(0) > 0);
      prometheus.await(
          "sum(arena_evaluation_votes)", values -> values.equals(List.of(1.0 * SAMPLE)));
      prometheus.await("min(arena_console_topic_up)", values -> values.equals(List.of(1.0)));
      askConsole(prometheus);
      prometheus.await(
          "sum(arena_leaderboard_models)", values -> values.equals(List.of(SAMPLE_MODELS)));

      SoftAssertions all = new SoftAssertions();
      for (MonitoringFiles files : MonitoringFiles.ALL) {
        for (Query query : files.queries()) {
          List<Double> values = prometheus.values(query.expression());
          if (query.isAlwaysAnswered()) {
            all.assertThat(values).as("%s: %s", query.panel(), query.expression()).isNotEmpty();
          }
        }
        for (String name : files.namesInRules()) {
          all.assertThat(prometheus.values(name)).as(name).isNotEmpty();
        }
      }
      for (JsonNode rule : prometheus.rules()) {
        all.assertThat(rule.get("health").asText()).as(rule.toString()).isEqualTo("ok");
      }
      all.assertAll();
      assertThat(prometheus.rules()).hasSizeGreaterThan(15);
    }
  }

  private LocalService votes(LocalServers servers) throws Exception {
    return LocalService.start(folder, servers, LocalService.Program.VOTES, Map.of());
  }

  private LocalService scorer(LocalServers servers) throws Exception {
    return LocalService.start(
        folder,
        servers,
        LocalService.Program.STREAM,
        Map.of("arena.bundle", TinyBundle.write(folder.resolve("bundle")).toString()));
  }

  /** Requests the leaderboard until Prometheus knows how long that takes. */
  private void askConsole(PrometheusQueries prometheus) throws Exception {
    Eventually.holds(
        () -> {
          get(consoleUrl);
          return !prometheus
              .values(
                  "histogram_quantile(0.5, rate(arena_console_request_duration_seconds_bucket[1m]))")
              .isEmpty();
        },
        () -> "Prometheus has no duration of a request");
  }

  private LocalService console(LocalServers servers) throws Exception {
    return LocalService.start(
        folder,
        servers,
        LocalService.Program.CONSOLE,
        Map.of(
            "arena.bundle",
            TinyBundle.write(folder.resolve("console-bundle")).toString(),
            "arena.console.port",
            String.valueOf(consoleUrl.getPort())));
  }

  private static void replay(LocalServers servers) {
    assertThat(
            CommandRunner.run(
                new ReplayCommand(),
                Path.of(System.getProperty("arena.root"), "examples", "votes.csv").toString(),
                "--votes",
                "--bootstrap-servers",
                servers.kafka().bootstrapServers(),
                "--registry-url",
                servers.registry().url()))
        .isEqualTo(CommandRunner.DONE);
  }

  private static void produceGarbage(LocalServers servers) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("arena.pairs", "no pair".getBytes(UTF_8)));
    }
  }

  private static String get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
