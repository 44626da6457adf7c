package dev.arena.dist.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dashboard and the rules of a service as they are in the repository.
 *
 * @param uid of the dashboard
 * @param dashboard its file
 * @param rules the file of the alerts
 * @param tests of the alerts
 * @param operators the file with the same alerts for the Prometheus Operator
 * @param page the document with a section for each alert
 */
public record MonitoringFiles(
    String uid, Path dashboard, String rules, String tests, String operators, String page) {
  static final Path MONITORING = Path.of(System.getProperty("arena.root"), "deploy", "monitoring");
  static final Path PROMETHEUS = MONITORING.resolve("prometheus");

  /** Those of the scorer. */
  public static final MonitoringFiles SCORER =
      new MonitoringFiles(
          "arena-scorer",
          MONITORING.resolve("grafana/dashboards/arena.json"),
          "alerts.yml",
          "alerts-test.yml",
          "prometheus-rule.yaml",
          "docs/how-to/operate.md");

  /** Those of the votes service. */
  public static final MonitoringFiles VOTES =
      new MonitoringFiles(
          "arena-votes",
          MONITORING.resolve("grafana/dashboards/arena-votes.json"),
          "alerts-votes.yml",
          "alerts-votes-test.yml",
          "votes-prometheus-rule.yaml",
          "docs/how-to/run-the-votes-service.md");

  /** Those of the console. */
  public static final MonitoringFiles CONSOLE =
      new MonitoringFiles(
          "arena-console",
          MONITORING.resolve("grafana/dashboards/arena-console.json"),
          "alerts-console.yml",
          "alerts-console-test.yml",
          "console-prometheus-rule.yaml",
          "docs/how-to/use-the-console.md");

  static final List<MonitoringFiles> ALL = List.of(SCORER, VOTES, CONSOLE);

  private static final Pattern METRIC =
      Pattern.compile("\\b(?:arena|kafka|jvm|process|system)_[a-z0-9_]+");

  /**
   * Metrics that are served only if a GPU scores, once the JVM has collected garbage, or if several
   * voters voted on a pair.
   */
  private static final List<String> NOT_ALWAYS =
      List.of("arena_device_", "jvm_gc_pause_", "arena_evaluation_agreement_ratio");

  /**
   * A query of a panel.
   *
   * @param expression the expression as Prometheus gets it, without variables
   */
  public record Query(String panel, String expression) {
    /** Whether every instance serves the metrics that this uses. */
    public boolean isAlwaysAnswered() {
      return names(expression).stream().allMatch(MonitoringFiles::isAlwaysThere);
    }
  }

  JsonNode dashboardContent() throws IOException {
    return new ObjectMapper().readTree(dashboard.toFile());
  }

  /** The queries of all panels. */
  public List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : dashboardContent().get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                panel.get("title").asText(),
                target
                    .get("expr")
                    .asText()
                    .replace("$instance", ".*")
                    .replace("$__rate_interval", "1m")));
      }
    }
    return queries;
  }

  /** Metrics that the rules use. */
  Set<String> namesInRules() throws IOException {
    return names(rulesContent());
  }

  /** The text of the rules. */
  String rulesContent() throws IOException {
    return Files.readString(PROMETHEUS.resolve(rules));
  }

  static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = METRIC.matcher(text);
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  static boolean isAlwaysThere(String metric) {
    return NOT_ALWAYS.stream().noneMatch(metric::startsWith);
  }
}
