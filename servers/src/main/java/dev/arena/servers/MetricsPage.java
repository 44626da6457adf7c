package dev.arena.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that a scorer serves at {@code /metrics} at one moment.
 *
 * @param values values by name and labels as written on the page, such as {@code
 *     arena_stage_seconds_total{stage="run"}}
 */
public record MetricsPage(Map<String, Double> values) {
  private static final Pattern LINE = Pattern.compile("(?m)^([a-zA-Z_:][^ {]*(?:\\{.*})?) (\\S+)$");
  private static final Pattern STAGE =
      Pattern.compile("arena_stage_seconds_total\\{stage=\"([^\"]+)\"}");

  /**
   * Fetches the page.
   *
   * @param scorer address of the scorer, such as {@code http://127.0.0.1:8080}
   */
  public static MetricsPage fetch(HttpClient http, URI scorer) throws InterruptedException {
    try {
      return of(
          http.send(
                  HttpRequest.newBuilder(scorer.resolve("/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException unreachable) {
      throw new UncheckedIOException("reading " + scorer + "/metrics", unreachable);
    }
  }

  /** Parses a page in the Prometheus text format. */
  static MetricsPage of(String text) {
    Map<String, Double> values = new LinkedHashMap<>();
    Matcher line = LINE.matcher(text);
    while (line.find()) {
      values.put(line.group(1), number(line.group(2)));
    }
    return new MetricsPage(values);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Returns the increase of each value since an earlier page. */
  public MetricsPage since(MetricsPage earlier) {
    Map<String, Double> grown = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> grown.put(name, value - earlier.values.getOrDefault(name, 0.0)));
    return new MetricsPage(grown);
  }

  /** Returns the sum of a metric over all labels; 0 if the metric is missing. */
  public double sum(String metric) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().split("\\{", 2)[0].equals(metric))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Returns the value of a metric with these labels as written on the page; 0 if it is missing. */
  public double value(String metric, String labels) {
    return values.getOrDefault(metric + "{" + labels + "}", 0.0);
  }

  /** Returns the value of a label of a metric; empty if it is missing. */
  public String label(String metric, String label) {
    Pattern pattern = Pattern.compile("%s\\{(?:.*,)?%s=\"([^\"]*)\".*".formatted(metric, label));
    return values.keySet().stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .findFirst()
        .orElse("");
  }

  /** Returns the seconds of each stage on the page, in page order. */
  public Map<String, Double> stageSeconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          Matcher stage = STAGE.matcher(name);
          if (stage.matches()) {
            seconds.put(stage.group(1), value);
          }
        });
    return seconds;
  }
}
