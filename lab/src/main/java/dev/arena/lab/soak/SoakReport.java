package dev.arena.lab.soak;

import dev.arena.lab.bench.ReportJson;
import dev.arena.lab.load.ProcessMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    List<Sample> samples) {
  /** The growth from which on a metric counts as a leak. */
  static final double LIMIT = 0.02;

  private static final Set<ProcessMetric> LIMITED =
      Set.of(
          ProcessMetric.RESIDENT, ProcessMetric.HEAP, ProcessMetric.THREADS, ProcessMetric.HANDLES);

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
  record Sample(double seconds, Map<ProcessMetric, Long> metrics) {}

  /**
   * The growth of a metric: its medians in the second, fourth and last sixth of the time. The first
   * sixth is the warm-up.
   *
   * @param growth relative growth from the second to the last sixth; null if the median of the
   *     second is 0
   * @param limited whether the growth must stay below {@value #LIMIT}
   */
  record Growth(
      ProcessMetric metric,
      double early,
      double middle,
      double late,
      @Nullable Double growth,
      boolean limited) {
    private static @Nullable Growth of(ProcessMetric metric, List<Sample> samples) {
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
  }

  SoakReport {
    growths = List.copyOf(growths);
    samples = List.copyOf(samples);
  }

  /** Returns the growth of each metric that was reported in all parts of the time. */
  static List<Growth> growths(List<Sample> samples) {
    List<Growth> growths = new ArrayList<>();
    for (ProcessMetric metric : ProcessMetric.values()) {
      Growth growth = Growth.of(metric, samples);
      if (growth != null) {
        growths.add(growth);
      }
    }
    return growths;
  }

  private static @Nullable Double median(ProcessMetric metric, List<Sample> samples, int part) {
    int from = samples.size() * part / Soak.Options.PARTS;
    int end = samples.size() * (part + 1) / Soak.Options.PARTS;
    int to = samples.isEmpty() ? 0 : Math.max(from + 1, end); // few samples: a part still has one
    long[] sorted =
        samples.subList(from, to).stream()
            .filter(sample -> sample.metrics().containsKey(metric))
            .mapToLong(sample -> sample.metrics().get(metric))
            .sorted()
            .toArray();
    return sorted.length == 0
        ? null
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
  }

  /** Whether no limited metric leaks, and no record is lost or has a surplus output. */
  boolean passed() {
    return !interrupted
        && counts.missing() == 0
        && counts.surplus() == 0
        && growths.stream().noneMatch(Growth::exceedsLimit);
  }

  String json() {
    return ReportJson.of(this);
  }
}
