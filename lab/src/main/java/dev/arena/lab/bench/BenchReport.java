package dev.arena.lab.bench;

import dev.arena.lab.report.ReportOutput;
import dev.arena.lab.report.Spread;
import dev.arena.lab.report.TextLines;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The report of a benchmark. Each component is a field in the JSON, in snake case.
 *
 * @param date start of the measurements, in UTC
 * @param arena version of this build
 * @param rounds number of samples of each line
 * @param threads number of threads that tokenised and ran the encoder
 * @param batchPairs number of pairs per call of the library
 * @param lines lines in display order
 * @param ratios ratios of pairs per second within a round
 * @param libraryCpuMsAboveBareLoopAndTokenise processor time per pair that the library takes beyond
 *     that of the bare loop and tokenising
 * @param notebookSkipped why the notebook was not measured; null if it was
 * @param stream more about the measurement from topic to topic; null if it was skipped
 */
record BenchReport(
    String date,
    String arena,
    Machine machine,
    Model model,
    Input input,
    int rounds,
    int threads,
    int batchPairs,
    List<Line> lines,
    List<Ratio> ratios,
    Spread libraryCpuMsAboveBareLoopAndTokenise,
    Memory memory,
    @Nullable String notebookSkipped,
    StreamMeasurement.@Nullable Report stream)
    implements ReportOutput.Report {
  private static final String ROW = "%-2s %-39s %-33s %s";

  BenchReport {
    lines = List.copyOf(lines);
    ratios = List.copyOf(ratios);
  }

  /**
   * The bundle that was measured, and how it ran.
   *
   * @param model {@code name@version}
   * @param bundle folder of the bundle, as given
   * @param precision precision of the encoder in the bare loop and in the library
   * @param device device on which they ran
   */
  record Model(String model, String bundle, String precision, String device) {}

  /**
   * The pairs that were scored.
   *
   * @param file name of the file, as given
   * @param pairs number of pairs
   * @param meanTokens mean number of tokens per pair that the encoder reads
   * @param longestSequence number of tokens in the longest sequence
   */
  record Input(String file, int pairs, double meanTokens, int longestSequence) {}

  /**
   * The results of one subject.
   *
   * @param name name of the subject, {@link Measured#text}
   * @param letter letter in ratios; empty for a stage
   * @param description how the subject ran
   * @param cpuMsPerPair processor time of the whole process; for d, of the scorer's process
   * @param samples one sample per round
   */
  record Line(
      String name,
      String letter,
      String description,
      Spread pairsPerSecond,
      Spread cpuMsPerPair,
      List<Stopwatch.Sample> samples) {
    Line {
      samples = List.copyOf(samples);
    }
  }

  /**
   * The ratio of two subjects.
   *
   * @param name such as b/a
   */
  record Ratio(String name, Spread pairsPerSecond) {}

  /**
   * Peak memory of the process in bytes; null if the system does not report it.
   *
   * @param peakBytesLibraryAlone peak after the library had scored all pairs, before anything else
   *     was opened
   * @param peakBytesAll peak at the end
   */
  record Memory(@Nullable Long peakBytesLibraryAlone, @Nullable Long peakBytesAll) {}

  @Override
  public List<String> text() {
    TextLines text = new TextLines();
    addHead(text);
    text.addEmpty();
    text.add(ROW, "", "", "pairs/s", "CPU ms a pair");
    if (notebookSkipped != null) {
      text.add("a  skipped: %s", notebookSkipped);
    }
    for (Line line : lines) {
      String name =
          line.letter().isEmpty()
              ? "  %s: %s".formatted(line.name(), line.description())
              : line.description();
      text.add(ROW, line.letter(), name, line.pairsPerSecond(), line.cpuMsPerPair());
    }
    if (stream != null) {
      text.add(ROW, "", "  broker of d", "", stream.brokerCpuMsPerPair());
    }
    text.addEmpty();
    text.add(
        "pairs/s: %s",
        ratios.stream()
            .map(ratio -> ratio.name() + " " + ratio.pairsPerSecond())
            .collect(Collectors.joining(", ")));
    text.add("CPU of c above b and tokenise: %s ms a pair", libraryCpuMsAboveBareLoopAndTokenise);
    if (stream != null) {
      text.add("CPU of d above c: %s ms a pair", stream.scorerCpuMsAboveLibrary());
    }
    text.add(
        "peak memory: %s with the library alone, %s with everything open",
        TextLines.megabytes(memory.peakBytesLibraryAlone()),
        TextLines.megabytes(memory.peakBytesAll()));
    if (stream != null) {
      text.addEmpty();
      stream.addTo(text);
    }
    return text.list();
  }

  private void addHead(TextLines text) {
    text.add(
        "%s in %s, from %s; %s, Arena %s",
        model.model(), model.precision(), model.bundle(), date, arena);
    machine.addTo(text);
    text.add(
        "%s: %,d pairs, %.0f tokens a pair, longest sequence %d",
        input.file(), input.pairs(), input.meanTokens(), input.longestSequence());
    text.add(
        "median [smallest, largest] of %d interleaved rounds; batches of %d pairs; %s",
        rounds, batchPairs, model.device());
  }
}
