package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;
import dev.arena.cli.ArenaVersion;
import dev.arena.cli.ProgressBar;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.PairVariants;
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
 * Reads pairs, opens what is to be measured, measures it in turn, and reports.
 *
 * <p>The first round warms up and is not counted.
 *
 * @param clock for the date
 */
record Bench(Options options, Stopwatch stopwatch, Clock clock) {
  private static final String NO_FP32 =
      "the bundle has no fp32 encoder, and none that ./arena train wrote in int8 to make one of";
  private static final double NANOS = 1e9;

  /**
   * Measures.
   *
   * @throws UserException if the input or the bundle is at fault
   * @throws DeviceException if ONNX Runtime fails
   */
  BenchReport run() throws InterruptedException {
    List<ConversationPair> read = InputPairs.read(options.input(), options.mostPairs());
    List<ConversationPair> pairs = PairVariants.of(read, 0); // as the topic's first repetition
    Machine machine = Machine.here();
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
            warmUp.pairsPerSecond(Measured.LIBRARY).median(), stream.shortest().toNanos() / NANOS);
        Results results = measure("bench", options.rounds(), subjects.listWith(topics.subject()));
        StreamMeasurement.Report more =
            new StreamMeasurement(stream, pairs, stopwatch.wallNanos())
                .report(topics, results, subjects.scorer());
        return report(date, machine, subjects, results, more);
      }
    } catch (UnscorablePairException e) {
      throw new UserException(
          "%s: %s. Leave that row out.".formatted(options.input(), e.getMessage()), e);
    } catch (OrtException e) {
      throw new DeviceException("measuring failed: " + e.getMessage(), e);
    }
  }

  private static Results measure(String label, int rounds, List<Subjects.Subject> subjects)
      throws OrtException, InterruptedException {
    long measurements = (long) rounds * subjects.size();
    try (ProgressBar progress = ProgressBar.onStderr(label, "measurements", measurements)) {
      return new Results(new Rounds(rounds).measure(subjects, measured -> progress.add(1)));
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
        scorer.batching().pairs(),
        lines,
        results.ratios(),
        results.libraryCpuMillisAboveBareLoopAndTokenise(),
        new BenchReport.Memory(subjects.libraryPeak(), PeakMemory.bytes()),
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
   * Measures subjects in turn, round after round and every other round backwards, so that whatever
   * else the machine does meets all of them.
   *
   * @param count how many rounds
   */
  record Rounds(int count) {
    /**
     * The samples of each subject, one for each round.
     *
     * @param done called after each measurement
     */
    Map<Measured, List<Stopwatch.Sample>> measure(
        List<Subjects.Subject> subjects, Consumer<Measured> done)
        throws OrtException, InterruptedException {
      Map<Measured, List<Stopwatch.Sample>> samples = new EnumMap<>(Measured.class);
      List<Subjects.Subject> order = new ArrayList<>(subjects);
      for (int round = 0; round < count; round++) {
        for (Subjects.Subject subject : order) {
          samples
              .computeIfAbsent(subject.measured(), first -> new ArrayList<>())
              .add(subject.measurement().take());
          done.accept(subject.measured());
        }
        Collections.reverse(order);
      }
      return samples;
    }
  }

  /**
   * What to measure.
   *
   * @param bundle folder of the bundle
   * @param input CSV file of pairs; - is standard input
   * @param mostPairs how many of its first pairs are taken, at least 1
   * @param rounds how often each subject is measured, at least 1
   * @param device where encoders run; not {@link DeviceChoice.Auto}
   * @param threads that tokenise and run the encoder, at least 1; null for one per core, of which
   *     library and scorer find out by themselves how they run the encoder
   * @param stream how the way from topic to topic is measured; null if it is skipped
   */
  record Options(
      Path bundle,
      String input,
      int mostPairs,
      int rounds,
      DeviceChoice device,
      @Nullable Integer threads,
      @Nullable StreamOptions stream) {

    /**
     * @param shortest how long one measurement shall take at least, about
     * @param rates at which latency is measured, in pairs/s; empty for shares of what was reached
     * @param limits how long a rate is held
     */
    record StreamOptions(Duration shortest, List<Double> rates, Schedule.Limits limits) {
      StreamOptions {
        rates = List.copyOf(rates);
      }
    }
  }
}
