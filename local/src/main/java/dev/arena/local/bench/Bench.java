package dev.arena.local.bench;

import ai.onnxruntime.OrtException;
import dev.arena.models.DeviceException;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.command.ArenaVersion;
import dev.arena.models.command.ProgressBar;
import dev.arena.models.encode.EncodedPair;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.failure.UserException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads pairs, opens what is to be measured, measures it in turn, and reports.
 *
 * <p>The first round warms up and is not counted.
 *
 * @param clock for the date
 */
record Bench(BenchOptions options, Stopwatch stopwatch, Clock clock) {
  private static final String NO_FP32 =
      "the bundle has no fp32 encoder, and none that ./arena train wrote in int8 to make one of";

  /**
   * Measures.
   *
   * @throws UserException if the input or the bundle is at fault
   * @throws DeviceException if ONNX Runtime fails
   */
  BenchReport run() {
    List<ConversationPair> pairs = pairs();
    Machine machine = Machine.here();
    String date = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    try (Subjects subjects = Subjects.open(options, pairs)) {
      Results results = measure(subjects.list());
      return report(date, machine, subjects, results);
    } catch (UnscorablePairException e) {
      throw new UserException(
          "%s: %s. Leave that row out.".formatted(options.input(), e.getMessage()), e);
    } catch (OrtException e) {
      throw new DeviceException("measuring on the CPU failed: " + e.getMessage(), e);
    }
  }

  private List<ConversationPair> pairs() {
    List<ConversationPair> pairs = new ArrayList<>();
    try (PairCsvReader rows = PairCsvReader.open(options.input(), BadRows.STOP)) {
      for (CsvPair row : rows) {
        pairs.add(row.pair());
        if (pairs.size() == options.mostPairs()) {
          break;
        }
      }
    }
    if (pairs.isEmpty()) {
      throw new UserException(
          options.input() + " has no pairs; expected at least one row below the header.");
    }
    return pairs;
  }

  private Results measure(List<Subject> subjects) throws OrtException {
    long measurements = (1L + options.rounds()) * subjects.size();
    try (ProgressBar progress = ProgressBar.onStderr("bench", "measurements", measurements)) {
      Consumer<Measured> done = measured -> progress.add(1);
      new Rounds(1, stopwatch).measure(subjects, done);
      return new Results(new Rounds(options.rounds(), stopwatch).measure(subjects, done));
    }
  }

  private BenchReport report(String date, Machine machine, Subjects subjects, Results results) {
    PreferenceScorer scorer = subjects.scorer();
    String precision = scorer.precision().text();
    Integer padded = subjects.notebookTokens();
    List<BenchReport.Line> lines = new ArrayList<>();
    for (Subject subject : subjects.list()) {
      Measured measured = subject.measured();
      lines.add(
          new BenchReport.Line(
              measured.text(),
              measured.letter(),
              description(measured, precision, padded),
              results.pairsPerSecond(measured),
              results.cpuMillisPerPair(measured),
              results.samples(measured)));
    }
    return new BenchReport(
        date,
        ArenaVersion.current(),
        machine,
        new BenchReport.Model(scorer.model(), options.bundle().toString(), precision),
        input(subjects.encoded()),
        options.rounds(),
        options.threads(),
        options.batchPairs(),
        lines,
        results.ratios(),
        results.libraryCpuMillisAboveBareLoopAndTokenise(),
        new BenchReport.Memory(subjects.libraryPeak(), PeakMemory.bytes()),
        padded == null ? NO_FP32 : null);
  }

  private static String description(Measured measured, String precision, @Nullable Integer padded) {
    return switch (measured) {
      case NOTEBOOK ->
          "notebook: fp32, %d x %d tokens padded".formatted(Notebook.SEQUENCES, padded);
      case BARE_LOOP -> "bare ONNX Runtime: %s, unpadded".formatted(precision);
      case LIBRARY -> "library: %s, from text".formatted(precision);
      case TOKENISE -> "text to tokens and features";
      case ENCODER -> "tokens to vectors";
      case HEAD -> "vectors to probabilities";
    };
  }

  private BenchReport.Input input(List<EncodedPair> pairs) {
    return new BenchReport.Input(
        options.input(),
        pairs.size(),
        pairs.stream().mapToInt(EncodedPair::tokens).average().orElseThrow(),
        pairs.stream()
            .mapToInt(pair -> Math.max(pair.first().length(), pair.second().length()))
            .max()
            .orElseThrow());
  }
}
