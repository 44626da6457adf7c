package dev.arena.lab.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured, of what, on what: one component for each field of the JSON, in snake case
 * there.
 *
 * @param date when the measuring began, in UTC
 * @param arena version of this build
 * @param rounds how many samples each line rests on
 * @param threads that tokenised and ran the encoder
 * @param batchPairs how many pairs the library got at once
 * @param lines in the order in which they are shown
 * @param ratios of pairs per second within a round
 * @param libraryCpuMsAboveBareLoopAndTokenise processor time a pair that the library takes beyond
 *     the bare loop and tokenising
 * @param notebookLeftOut why there is no line for the notebook; null if there is
 * @param stream more about the way from topic to topic; null if it was skipped
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
    @Nullable String notebookLeftOut,
    StreamMeasurement.@Nullable Report stream) {

  BenchReport {
    lines = List.copyOf(lines);
    ratios = List.copyOf(ratios);
  }

  /**
   * @param model {@code name@version}
   * @param bundle its folder, as it was named
   * @param precision of the encoder that the bare loop and the library ran
   * @param device on what they ran
   */
  record Model(String model, String bundle, String precision, String device) {}

  /**
   * @param file as it was named
   * @param pairs how many of its pairs were scored
   * @param meanTokens that the bundle's encoder reads of a pair
   * @param longestSequence in tokens
   */
  record Input(String file, int pairs, double meanTokens, int longestSequence) {}

  /**
   * One subject.
   *
   * @param name in words of {@link Measured#text}
   * @param letter in ratios; empty for a stage
   * @param description how it was run
   * @param cpuMsPerPair processor time of the whole process; of d, of the scorer's process
   * @param samples one for each round
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
   * @param name such as b/a
   */
  record Ratio(String name, Spread pairsPerSecond) {}

  /**
   * The most memory of the process, in bytes; null where the system does not say.
   *
   * @param peakBytesLibraryAlone after the library scored all pairs, nothing else being open
   * @param peakBytesAll at the end
   */
  record Memory(@Nullable Long peakBytesLibraryAlone, @Nullable Long peakBytesAll) {}

  String json() {
    return ReportJson.of(this);
  }
}
