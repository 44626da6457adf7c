package dev.arena.lab.soak;

import dev.arena.lab.load.WatchedScorer;
import dev.arena.lab.report.ReportOutput;
import dev.arena.lab.report.Spread;
import dev.arena.lab.report.TextLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The results of a soak test.
 *
 * @param interrupted whether the test was stopped early; missing outputs may then still be in
 *     flight
 */
record SoakReport(
    String date,
    String arena,
    String model,
    double perSecond,
    double seconds,
    boolean interrupted,
    Counts counts,
    List<Growth> growths,
    List<Sample> samples)
    implements ReportOutput.Report {
  /** The minimum growth that counts as a leak. */
  static final double LIMIT = 0.02;

  private static final String ROW = "%-28s %12s %12s %12s %9s";
  private static final double PERCENT = 100;
  private static final double MEGA = 1e6;

  private static final Set<WatchedScorer.Metric> LIMITED =
      Set.of(
          WatchedScorer.Metric.RESIDENT,
          WatchedScorer.Metric.HEAP,
          WatchedScorer.Metric.THREADS,
          WatchedScorer.Metric.HANDLES);

  /**
   * The outcome of the records.
   *
   * @param missing records that were sent and have neither a preference nor a dead letter
   * @param surplus outputs that were duplicates or in the wrong topic
   */
  record Counts(int sent, int answered, int deadLettered, int missing, int surplus) {}

  /**
   * The metrics of the scorer after a number of seconds, as far as the system and the JVM report
   * them.
   */
  record Sample(double seconds, Map<WatchedScorer.Metric, Long> metrics) {}

  /**
   * The growth of a metric: its medians in the second, fourth and last sixth of the time. The first
   * sixth is the warm-up.
   *
   * @param growth relative growth from the second to the last sixth; null if the median of the
   *     second is 0
   * @param limited whether the growth must stay below {@value #LIMIT}
   */
  record Growth(
      WatchedScorer.Metric metric,
      double early,
      double middle,
      double late,
      @Nullable Double growth,
      boolean limited) {
    private static @Nullable Growth of(WatchedScorer.Metric metric, List<Sample> samples) {
      Double early = median(metric, samples, 1);
      Double middle = median(metric, samples, 3);
      Double late = median(metric, samples, Soak.Options.PARTS - 1);
      return early == null || middle == null || late == null
          ? null
          : new Growth(
              metric,
              early,
              middle,
              late,
              early == 0 ? null : Double.valueOf(late / early - 1),
              LIMITED.contains(metric));
    }

    boolean exceedsLimit() {
      return limited && growth != null && growth >= LIMIT;
    }

    private void addTo(TextLines text) {
      text.add(
          ROW,
          metric.text(),
          amount(early),
          amount(middle),
          amount(late),
          growth == null ? "-" : TextLines.format("%+.1f %%", PERCENT * growth));
    }

    private String amount(double value) {
      return metric.isCount()
          ? TextLines.format("%,.0f", value)
          : TextLines.format("%,.1f MB", value / MEGA);
    }
  }

  SoakReport {
    growths = List.copyOf(growths);
    samples = List.copyOf(samples);
  }

  /** Returns the growth of each metric that was reported in all three parts of the time. */
  static List<Growth> growths(List<Sample> samples) {
    List<Growth> growths = new ArrayList<>();
    for (WatchedScorer.Metric metric : WatchedScorer.Metric.values()) {
      Growth growth = Growth.of(metric, samples);
      if (growth != null) {
        growths.add(growth);
      }
    }
    return growths;
  }

  private static @Nullable Double median(
      WatchedScorer.Metric metric, List<Sample> samples, int part) {
    int from = samples.size() * part / Soak.Options.PARTS;
    int end = samples.size() * (part + 1) / Soak.Options.PARTS;
    int to = samples.isEmpty() ? 0 : Math.max(from + 1, end); // at least one sample per part
    List<Long> values =
        samples.subList(from, to).stream()
            .map(sample -> sample.metrics().get(metric))
            .filter(Objects::nonNull)
            .toList();
    return values.isEmpty() ? null : Spread.of(values, Long::doubleValue).median();
  }

  /** Whether the test was completed without a leak, a lost record or a surplus output. */
  boolean passed() {
    return !interrupted
        && counts.missing() == 0
        && counts.surplus() == 0
        && growths.stream().noneMatch(Growth::exceedsLimit);
  }

  @Override
  public List<String> text() {
    TextLines text = new TextLines();
    text.add(
        "%s, %.4g pairs/s for %,.0f s%s, %d samples; %s, Arena %s",
        model,
        perSecond,
        seconds,
        interrupted ? " (interrupted)" : "",
        samples.size(),
        date,
        arena);
    text.addEmpty();
    text.add(ROW, "median of the", "2nd sixth", "4th sixth", "last sixth", "growth");
    growths.forEach(growth -> growth.addTo(text));
    text.addEmpty();
    text.add(
        "%,d sent, %,d answered, %,d dead-lettered, %,d %s, %,d duplicated or in the wrong topic",
        counts.sent(),
        counts.answered(),
        counts.deadLettered(),
        counts.missing(),
        interrupted ? "not answered yet" : "lost",
        counts.surplus());
    for (Growth growth : growths) {
      if (growth.exceedsLimit()) {
        text.add(
            "grew: %s; expected less than %.0f %%. --json FILE writes every sample.",
            growth.metric().text(), PERCENT * LIMIT);
      }
    }
    return text.list();
  }
}
