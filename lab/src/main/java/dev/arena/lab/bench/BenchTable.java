package dev.arena.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats a report as lines of text. */
final class BenchTable {
  private static final String ROW = "%-2s %-39s %-33s %s";

  private BenchTable() {}

  static List<String> lines(BenchReport report) {
    List<String> lines = new ArrayList<>(head(report));
    lines.add("");
    lines.add(ROW.formatted("", "", "pairs/s", "CPU ms a pair"));
    if (report.notebookSkipped() != null) {
      lines.add("a  skipped: " + report.notebookSkipped());
    }
    for (BenchReport.Line line : report.lines()) {
      String name =
          line.letter().isEmpty()
              ? "  %s: %s".formatted(line.name(), line.description())
              : line.description();
      lines.add(ROW.formatted(line.letter(), name, line.pairsPerSecond(), line.cpuMsPerPair()));
    }
    StreamMeasurement.Report stream = report.stream();
    if (stream != null) {
      lines.add(ROW.formatted("", "  broker of d", "", stream.brokerCpuMsPerPair()));
    }
    lines.add("");
    lines.add(
        report.ratios().stream()
            .map(ratio -> ratio.name() + " " + ratio.pairsPerSecond())
            .collect(Collectors.joining(", ", "pairs/s: ", "")));
    lines.add(
        "CPU of c above b and tokenise: %s ms a pair"
            .formatted(report.libraryCpuMsAboveBareLoopAndTokenise()));
    if (stream != null) {
      lines.add("CPU of d above c: %s ms a pair".formatted(stream.scorerCpuMsAboveLibrary()));
    }
    BenchReport.Memory memory = report.memory();
    lines.add(
        "peak memory: %s with the library alone, %s with all of these open"
            .formatted(
                megabytes(memory.peakBytesLibraryAlone()), megabytes(memory.peakBytesAll())));
    if (stream != null) {
      lines.add("");
      lines.addAll(StreamTable.lines(stream));
    }
    return lines;
  }

  private static List<String> head(BenchReport report) {
    BenchReport.Model model = report.model();
    BenchReport.Input input = report.input();
    List<String> head = new ArrayList<>();
    head.add(
        "%s in %s, from %s; %s, Arena %s"
            .formatted(
                model.model(), model.precision(), model.bundle(), report.date(), report.arena()));
    head.addAll(machine(report.machine()));
    head.add(
        String.format(
            Locale.ROOT,
            "%s: %,d pairs, %.0f tokens a pair, longest sequence %d",
            input.file(),
            input.pairs(),
            input.meanTokens(),
            input.longestSequence()));
    head.add(
        "median [least, largest] of %d rounds in turn; batches of %d pairs; %s"
            .formatted(report.rounds(), report.batchPairs(), model.device()));
    return head;
  }

  static List<String> machine(Machine machine) {
    return List.of(
        "%s, %d processors (%s)"
            .formatted(
                machine.cpu(),
                machine.processors(),
                machine.features().isEmpty()
                    ? "features not told"
                    : String.join(" ", machine.features())),
        "%s, Java %s, ONNX Runtime %s, load before %s"
            .formatted(
                machine.system(), machine.java(), machine.onnxRuntime(), load(machine.load())));
  }

  private static String load(@Nullable Double load) {
    return load == null ? "not told" : String.format(Locale.ROOT, "%.2f", load);
  }

  static String megabytes(@Nullable Long bytes) {
    return bytes == null ? "not told" : String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
  }
}
