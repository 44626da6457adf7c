package dev.arena.lab.soak;

import dev.arena.lab.bench.ReportJson;
import dev.arena.lab.load.ProcessMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a soak showed.
 *
 * @param interrupted whether it was stopped before its time; then what is missing may be on its way
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
  /** At this growth something leaks. */
  static final double LIMIT = 0.02;

  private static final Set<ProcessMetric> LIMITED =
      Set.of(
          ProcessMetric.RESIDENT, ProcessMetric.HEAP, ProcessMetric.THREADS, ProcessMetric.HANDLES);

  /**
   * What became of the records.
   *
   * @param missing sent, and neither answered nor dead-lettered
   * @param surplus came a second time, or in the wrong topic
   */
  record Counts(int sent, int answered, int deadLettered, int missing, int surplus) {}

  /** What was seen of the scorer after so many seconds; only what system and JVM tell. */
  record Sample(double seconds, Map<ProcessMetric, Long> vitals) {}

  /**
   * How a vital moved: medians of the second, the fourth and the last sixth of the time. In the
   * first, everything warms up.
   *
   * @param growth of the last against the second, as a part of it; null where that is 0
   * @param limited whether it must stay below {@value #LIMIT}
   */
  record Growth(
      ProcessMetric vital,
      double early,
      double middle,
      double late,
      @Nullable Double growth,
      boolean limited) {
    private static @Nullable Growth of(ProcessMetric vital, List<Sample> samples) {
      Double early = median(vital, samples, 1);
      Double middle = median(vital, samples, 3);
      Double late = median(vital, samples, Soak.Options.PARTS - 1);
      return early == null || middle == null || late == null
          ? null
          : new Growth(
              vital,
              early,
              middle,
              late,
              early == 0 ? null : Double.valueOf(late / early - 1),
              LIMITED.contains(vital));
    }

    boolean tooMuch() {
      return limited && growth != null && growth >= LIMIT;
    }
  }

  SoakReport {
    growths = List.copyOf(growths);
    samples = List.copyOf(samples);
  }

  /** Of each vital that was told in all parts. */
  static List<Growth> growths(List<Sample> samples) {
    List<Growth> growths = new ArrayList<>();
    for (ProcessMetric vital : ProcessMetric.values()) {
      Growth growth = Growth.of(vital, samples);
      if (growth != null) {
        growths.add(growth);
      }
    }
    return growths;
  }

  private static @Nullable Double median(ProcessMetric vital, List<Sample> samples, int part) {
    int from = samples.size() * part / Soak.Options.PARTS;
    int to = samples.size() * (part + 1) / Soak.Options.PARTS;
    long[] sorted =
        samples.subList(from, to).stream()
            .filter(sample -> sample.vitals().containsKey(vital))
            .mapToLong(sample -> sample.vitals().get(vital))
            .sorted()
            .toArray();
    return sorted.length == 0
        ? null
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
  }

  /** Nothing grew that must not, and nothing is missing or came too often. */
  boolean passed() {
    return !interrupted
        && counts.missing() == 0
        && counts.surplus() == 0
        && growths.stream().noneMatch(Growth::tooMuch);
  }

  String json() {
    return ReportJson.of(this);
  }
}
