package dev.arena.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report on the pipeline as lines of text. */
final class PipelineTable {
  private PipelineTable() {}

  static List<String> lines(PipelineReport report) {
    PipelineReport.Ceiling ceiling = report.ceiling();
    PipelineReport.Heap heap = report.heap();
    PipelineReport.Scaling scaling = report.scaling();
    List<String> lines = new ArrayList<>();
    lines.add(
        "the pipeline around a stand-in for tokeniser and model, exactly-once; from %s, Arena %s"
            .formatted(report.date(), report.arena()));
    lines.addAll(BenchTable.machine(report.machine()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,.0f bytes a record; median [least, largest] of %d rounds",
            report.input(),
            report.meanRecordBytes(),
            report.rounds()));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "one instance, %.0f us a batch, %,d records a round: %s records/s",
            ceiling.waitMicrosPerBatch(),
            ceiling.recordsPerRound(),
            ceiling.recordsPerSecond()));
    lines.add(
        "   CPU ms a record: scorer %s, broker %s"
            .formatted(ceiling.scorerCpuMsPerRecord(), ceiling.brokerCpuMsPerRecord()));
    lines.addAll(StreamTable.scorer(ceiling.scorer()));
    lines.add(
        String.format(
            Locale.ROOT,
            "   heap after a full collection: %s, and %s %,d records later; the process at most %s",
            BenchTable.megabytes(heap.bytesBefore()),
            BenchTable.megabytes(heap.bytesAfter()),
            heap.records(),
            BenchTable.megabytes(heap.peakBytes())));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "instances with one thread each, %.0f us a pair (waiting), %,d records a round:",
            scaling.waitMicrosPerPair(),
            scaling.recordsPerRound()));
    lines.add("   one %s records/s".formatted(scaling.oneInstance()));
    lines.add(
        String.format(
            Locale.ROOT,
            "   two %s records/s: %.2f times one; shares %.2f and %.2f",
            scaling.twoInstances(),
            scaling.ratio(),
            scaling.shares().get(0),
            scaling.shares().get(1)));
    return lines;
  }
}
