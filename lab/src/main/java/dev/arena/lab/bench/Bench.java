package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;
import dev.arena.cli.ArenaVersion;
import dev.arena.cli.ProgressBar;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.Processes;
import dev.arena.lab.load.Schedule;
import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.encode.EncodedPair;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UserException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark: it reads pairs, opens the subjects, measures them in turn, and reports the results.
 *
 * <p>The first round warms up and is not counted.
 *
 * @param clock clock for the date of the report
 */
record Bench(Options options, Stopwatch stopwatch, Clock clock) {
  private static final String NO_FP32 =
      "the bundle has no fp32 encoder, and no int8 encoder from ./arena train to convert";
  private static final double NANOS = 1e9;

  /**
   * Runs the benchmark.
   *
   * @throws UserException if the input or the bundle is invalid
   * @throws DeviceException if ONNX Runtime fails
   */
  BenchReport run() throws InterruptedException {
    List<ConversationPair> read = InputPairs.read(options.input(), options.maxPairs());
    List<ConversationPair> pairs = InputPairs.variants(read, 0); // as in the first repetition
    Machine machine = Machine.current();
    String date = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    try (Subjects subjects = Subjects.open(options, pairs, stopwatch)) {
      Results warmUp = measure("warm-up", 1, subjects.list());
      Options.StreamOptions stream = options.stream();
      if (stream == null) {
        Results results = measure("bench", options.rounds(), subjects.list());
        return report(date, machine, subjects, results, null);
      }
      try (TopicToTopic topics = TopicToTopic.start(options, read, stopwatch.wallNanos())) {
        topics.warmUp(
            warmUp.pairsPerSecond(Measured.LIBRARY).median(), stream.minTime().toNanos() / NANOS);
        Results results = measure("bench", options.rounds(), subjects.listWith(topics.subject()));
        StreamMeasurement.Report more =
            new StreamMeasurement(stream, pairs, stopwatch.wallNanos())
                .report(topics, results, subjects.scorer());
        return report(date, machine, subjects, results, more);
      }
    } catch (UnscorablePairException e) {
      throw new UserException(
          "%s: %s. Remove that row.".formatted(options.input(), e.getMessage()), e);
    } catch (OrtException e) {
      throw new DeviceException("the measurement failed: " + e.getMessage(), e);
    }
  }

  private static Results measure(String label, int rounds, List<Subjects.Subject> subjects)
      throws OrtException, InterruptedException {
    long measurements = (long) rounds * subjects.size();
    try (ProgressBar progress = ProgressBar.onStderr(label, "measurements", measurements)) {
      return new Results(measureInTurn(rounds, subjects, measured -> progress.add(1)));
    }
  }

  private BenchReport report(
      String date,
      Machine machine,
      Subjects subjects,
      Results results,
      StreamMeasurement.@Nullable Report stream) {
    PreferenceScorer scorer = subjects.scorer();
    String precision = scorer.precision().text();
    Integer padded = subjects.notebookTokens();
    List<BenchReport.Line> lines = new ArrayList<>();
    for (Measured measured : results.measured()) {
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
        new BenchReport.Model(
            scorer.model(), options.bundle().toString(), precision, scorer.device()),
        input(subjects.encoded()),
        options.rounds(),
        subjects.threads(),
        subjects.batchPairs(),
        lines,
        results.ratios(),
        results.libraryCpuMillisAboveBareLoopAndTokenise(),
        new BenchReport.Memory(
            subjects.libraryPeak(), Processes.peakBytes(ProcessHandle.current().pid())),
        padded == null ? NO_FP32 : null,
        stream);
  }

  private static String description(Measured measured, String precision, @Nullable Integer padded) {
    return switch (measured) {
      case NOTEBOOK ->
          "notebook: fp32, %d x %d tokens padded".formatted(Notebook.SEQUENCES, padded);
      case BARE_LOOP -> "bare ONNX Runtime: %s".formatted(precision);
      case LIBRARY -> "library: %s, from text".formatted(precision);
      case TOPIC_TO_TOPIC -> "topic to topic: %s, exactly-once".formatted(precision);
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

  /**
   * Measures subjects in turn, round after round, and reverses the order after each round, so that
   * other load on the machine affects all of them alike.
   *
   * @param onMeasured called after each measurement
   * @return the samples of each subject, one per round
   */
  static Map<Measured, List<Stopwatch.Sample>> measureInTurn(
      int rounds, List<Subjects.Subject> subjects, Consumer<Measured> onMeasured)
      throws OrtException, InterruptedException {
    Map<Measured, List<Stopwatch.Sample>> samples = new EnumMap<>(Measured.class);
    List<Subjects.Subject> order = new ArrayList<>(subjects);
    for (int round = 0; round < rounds; round++) {
      for (Subjects.Subject subject : order) {
        samples
            .computeIfAbsent(subject.measured(), first -> new ArrayList<>())
            .add(subject.measurement().measure());
        onMeasured.accept(subject.measured());
      }
      Collections.reverse(order);
    }
    return samples;
  }

  /**
   * The options of a benchmark.
   *
   * @param bundle folder of the bundle
   * @param input CSV file of pairs; - is standard input
   * @param maxPairs maximum number of pairs to read from the start of the file, at least 1
   * @param rounds number of measurements of each subject, at least 1
   * @param device device of the encoders; not {@link DeviceChoice.Auto}
   * @param threads number of threads that tokenise and run the encoder, at least 1; null for one
   *     per core
   * @param stream options of the measurement from topic to topic; null to skip it
   */
  record Options(
      Path bundle,
      String input,
      int maxPairs,
      int rounds,
      DeviceChoice device,
      @Nullable Integer threads,
      @Nullable StreamOptions stream) {

    /**
     * The options of the measurement from topic to topic.
     *
     * @param minTime approximate minimum time of one measurement
     * @param rates rates at which latency is measured, in pairs/s; empty for fractions of the
     *     measured throughput
     * @param limits how long a rate is held
     */
    record StreamOptions(Duration minTime, List<Double> rates, Schedule.Limits limits) {
      StreamOptions {
        rates = List.copyOf(rates);
      }
    }
  }
}
