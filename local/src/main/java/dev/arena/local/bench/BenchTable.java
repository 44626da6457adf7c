package dev.arena.local.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report as lines of text. */
final class BenchTable {
  private static final String ROW = "%-2s %-39s %-27s %s";

  private BenchTable() {}

  static List<String> lines(BenchReport report) {
    List<String> lines = new ArrayList<>(head(report));
    lines.add("");
    lines.add(ROW.formatted("", "", "pairs/s", "CPU ms a pair"));
    if (report.notebookLeftOut() != null) {
      lines.add("a  left out: " + report.notebookLeftOut());
    }
    for (BenchReport.Line line : report.lines()) {
      String name =
          line.letter().isEmpty()
              ? "  %s: %s".formatted(line.name(), line.description())
              : line.description();
      lines.add(ROW.formatted(line.letter(), name, line.pairsPerSecond(), line.cpuMsPerPair()));
    }
    lines.add("");
    lines.add(
        report.ratios().stream()
            .map(ratio -> ratio.name() + " " + ratio.pairsPerSecond())
            .collect(Collectors.joining(", ", "pairs/s: ", "")));
    lines.add(
        "CPU of c above b and tokenise: %s ms a pair"
            .formatted(report.libraryCpuMsAboveBareLoopAndTokenise()));
    BenchReport.Memory memory = report.memory();
    lines.add(
        "peak memory: %s with the library alone, %s with all of these open"
            .formatted(
                megabytes(memory.peakBytesLibraryAlone()), megabytes(memory.peakBytesAll())));
    return lines;
  }

  private static List<String> head(BenchReport report) {
    BenchReport.Model model = report.model();
    BenchReport.Input input = report.input();
    Machine machine = report.machine();
    return List.of(
        "%s in %s, from %s; %s, Arena %s"
            .formatted(
                model.model(), model.precision(), model.bundle(), report.date(), report.arena()),
        "%s, %d processors (%s)"
            .formatted(
                machine.cpu(),
                machine.processors(),
                machine.features().isEmpty()
                    ? "features not told"
                    : String.join(" ", machine.features())),
        "%s, Java %s, ONNX Runtime %s, load before %s"
            .formatted(
                machine.system(), machine.java(), machine.onnxRuntime(), load(machine.load())),
        String.format(
            Locale.ROOT,
            "%s: %,d pairs, %.0f tokens a pair, longest sequence %d",
            input.file(),
            input.pairs(),
            input.meanTokens(),
            input.longestSequence()),
        "median [least, largest] of %d rounds in turn; %d threads, batches of %d pairs"
            .formatted(report.rounds(), report.threads(), report.batchPairs()));
  }

  private static String load(@Nullable Double load) {
    return load == null ? "not told" : String.format(Locale.ROOT, "%.2f", load);
  }

  private static String megabytes(@Nullable Long bytes) {
    return bytes == null ? "not told" : String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
  }
}
