package dev.arena.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats the part of a report about topics as lines of text. */
final class StreamTable {
  private static final String STAGE = "   %-12s %s";
  private static final String LATENCY = "   %-22s %7s %10s %10s %10s";

  private StreamTable() {}

  static List<String> lines(StreamMeasurement.Report report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "d: %,d pairs a measurement, %,.0f bytes a record; scorer on %s, at most %s",
            report.pairsPerMeasurement(),
            report.meanRecordBytes(),
            report.device(),
            BenchTable.megabytes(report.scorerPeakBytes())));
    StreamMeasurement.Report.Idle idle = report.idle();
    if (idle != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "   while others were measured, scorer and broker used %.3f and %.3f processors",
              idle.scorerProcessors(),
              idle.brokerProcessors()));
    }
    lines.addAll(scorer(report.scorer()));
    lines.add("");
    lines.add(LATENCY.formatted("latency of d", "samples", "p50 ms", "p99 ms", "max ms"));
    for (StreamMeasurement.Report.Latency latency : report.latencies()) {
      lines.add(
          LATENCY.formatted(
              String.format(
                  Locale.ROOT,
                  "%.1f pairs/s (%.0f%%)",
                  latency.pairsPerSecond(),
                  100 * latency.shareOfCapacity()),
              latency.samples(),
              millis(latency.p50Ms()),
              millis(latency.p99Ms()),
              millis(latency.maxMs())));
    }
    StreamMeasurement.Report.OneRun run = report.oneRun();
    lines.add(
        LATENCY.formatted(
            "one run, library", run.samples(), millis(run.p50Ms()), millis(run.p99Ms()), ""));
    return lines;
  }

  /** Formats what the scorers report about themselves. */
  static List<String> scorer(ScorerFigures figures) {
    List<String> lines = new ArrayList<>();
    if (!figures.stages().isEmpty()) {
      lines.add(STAGE.formatted("stage", "ms a pair"));
    }
    for (ScorerFigures.StageTime stage : figures.stages()) {
      lines.add(STAGE.formatted(stage.name(), stage.msPerPair()));
    }
    lines.add(
        "   %s pairs a batch; padding %s; heap %s bytes a pair"
            .formatted(
                figures.pairsPerBatch(),
                orNotReported(figures.paddingShare()),
                orNotReported(figures.heapBytesPerPair())));
    return lines;
  }

  private static String orNotReported(@Nullable Spread spread) {
    return spread == null ? "not told" : spread.toString();
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%,.1f", millis);
  }
}
