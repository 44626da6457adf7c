package dev.arena.lab.bench;

import dev.arena.lab.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The samples of all rounds, and the figures computed from them. Two subjects are compared within
 * each round, never across rounds.
 *
 * @param bySubject one sample per round for each subject
 */
record Results(Map<Measured, List<Stopwatch.Sample>> bySubject) {
  /** The ratios to report: the speed of the first subject divided by that of the second. */
  private static final List<List<Measured>> RATIOS =
      List.of(
          List.of(Measured.BARE_LOOP, Measured.NOTEBOOK),
          List.of(Measured.LIBRARY, Measured.BARE_LOOP),
          List.of(Measured.TOPIC_TO_TOPIC, Measured.BARE_LOOP));

  Results {
    bySubject = Map.copyOf(bySubject);
  }

  /** Returns the measured subjects in display order. */
  List<Measured> measured() {
    return bySubject.keySet().stream().sorted().toList();
  }

  List<Stopwatch.Sample> samples(Measured measured) {
    return Objects.requireNonNull(bySubject.get(measured), measured::text);
  }

  Spread pairsPerSecond(Measured measured) {
    return Spread.of(samples(measured), Stopwatch.Sample::pairsPerSecond);
  }

  Spread cpuMillisPerPair(Measured measured) {
    return Spread.of(samples(measured), Stopwatch.Sample::cpuMillisPerPair);
  }

  /** Returns the ratios of the measured subjects. */
  List<BenchReport.Ratio> ratios() {
    List<BenchReport.Ratio> ratios = new ArrayList<>();
    for (List<Measured> ratio : RATIOS) {
      if (bySubject.keySet().containsAll(ratio)) {
        List<Double> above = figures(ratio.get(0), Stopwatch.Sample::pairsPerSecond);
        List<Double> below = figures(ratio.get(1), Stopwatch.Sample::pairsPerSecond);
        ratios.add(
            new BenchReport.Ratio(
                ratio.get(0).letter() + "/" + ratio.get(1).letter(),
                Spread.of(
                    IntStream.range(0, above.size())
                        .mapToObj(round -> above.get(round) / below.get(round))
                        .toList())));
      }
    }
    return ratios;
  }

  /** Returns milliseconds of processor time per pair. */
  Spread libraryCpuMillisAboveBareLoopAndTokenise() {
    return cpuMillisAbove(Measured.LIBRARY, List.of(Measured.BARE_LOOP, Measured.TOKENISE));
  }

  /**
   * Returns milliseconds of processor time per pair: the time of the scorer's process minus that of
   * the library.
   */
  Spread scorerCpuMillisAboveLibrary() {
    return cpuMillisAbove(Measured.TOPIC_TO_TOPIC, List.of(Measured.LIBRARY));
  }

  private Spread cpuMillisAbove(Measured whole, List<Measured> parts) {
    List<Double> above = new ArrayList<>(figures(whole, Stopwatch.Sample::cpuMillisPerPair));
    for (Measured part : parts) {
      List<Double> less = figures(part, Stopwatch.Sample::cpuMillisPerPair);
      for (int round = 0; round < less.size(); round++) {
        above.set(round, above.get(round) - less.get(round));
      }
    }
    return Spread.of(above);
  }

  private List<Double> figures(Measured measured, ToDoubleFunction<Stopwatch.Sample> figure) {
    return samples(measured).stream().map(figure::applyAsDouble).toList();
  }
}
