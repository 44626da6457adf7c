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

/** The dashboard and the rules as they are in the repository. */
public final class MonitoringFiles {
  static final Path MONITORING = Path.of(System.getProperty("arena.root"), "deploy", "monitoring");
  static final Path PROMETHEUS = MONITORING.resolve("prometheus");

  private static final Path DASHBOARD = MONITORING.resolve("grafana/dashboards/arena.json");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:arena|kafka|jvm|process|system)_[a-z0-9_]+");

  /** Metrics that are served only if a GPU scores, or once the JVM has collected garbage. */
  private static final List<String> NOT_ALWAYS = List.of("arena_device_", "jvm_gc_pause_");

  private MonitoringFiles() {}

  /**
   * A query of a panel.
   *
   * @param expression the expression as Prometheus gets it, without variables
   */
  public record Query(String panel, String expression) {
    /** Whether every scorer serves the metrics that this uses. */
    public boolean isAlwaysAnswered() {
      return names(expression).stream().allMatch(MonitoringFiles::isAlwaysThere);
    }
  }

  static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(DASHBOARD.toFile());
  }

  public static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : dashboard().get("panels")) {
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
  static Set<String> namesInRules() throws IOException {
    return names(Files.readString(PROMETHEUS.resolve("alerts.yml")));
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
