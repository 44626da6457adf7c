package dev.arena.lab.bench;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.ProgressBar;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.LoadedTopics;
import dev.arena.lab.load.StandInScorer;
import dev.arena.lab.load.ThroughputSample;
import dev.arena.lab.load.WatchedScorer;
import dev.arena.lab.report.ReportOutput;
import dev.arena.lab.report.Spread;
import dev.arena.lab.report.TextLines;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.config.StreamerKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark of the pipeline alone: the real stream with a stand-in for the tokenizer and the
 * model, on a real broker and registry.
 *
 * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
 * @param clock clock for the date of the report
 */
record PipelineBench(Options options, LongSupplier nanoClock, Clock clock) {
  private static final Duration PER_BATCH = Duration.ofNanos(100_000);

  /** Long enough that two instances together need little processor time. */
  private static final Duration PER_PAIR = Duration.ofMillis(1);

  /**
   * A time rather than a number of rounds, because rounds can be short and a new instance needs a
   * while to get its share.
   */
  private static final Duration SHARING_TIMEOUT = Duration.ofMinutes(5);

  /** The minimum share of each of two instances that share the work. */
  private static final double FAIR_SHARE = 0.4;

  private static final double MICROS = 1e3;

  Report run() throws InterruptedException {
    List<ConversationPair> pairs = InputPairs.read(options.input(), options.maxPairs());
    Machine machine = Machine.current();
    String date = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    long passes = 2L + 5L * options.rounds();
    try (TemporaryStack stack = TemporaryStack.start("arena-bench");
        ProgressBar progress = ProgressBar.onStderr("bench", "measurements", passes);
        WatchedScorer scorer = standIn(stack, Duration.ZERO);
        LoadedTopics topics = LoadedTopics.open(stack, pairs, nanoClock)) {
      topics.measureThroughput(List.of(scorer), options.perRound());
      progress.add(1);
      Long before = scorer.heapInUse();
      List<ThroughputSample> samples =
          measureRounds(topics, List.of(scorer), options.perRound(), progress);
      Long after = scorer.heapInUse();
      Long peak = scorer.peakBytes();
      stack.stop(scorer.scorer());
      return new Report(
          date,
          ArenaVersion.current(),
          machine,
          options.input(),
          topics.meanBytes(),
          options.rounds(),
          ceiling(samples),
          new Report.Heap(options.rounds() * options.perRound(), before, after, peak),
          scaling(stack, topics, progress));
    }
  }

  private Report.Ceiling ceiling(List<ThroughputSample> samples) {
    return new Report.Ceiling(
        PER_BATCH.toNanos() / MICROS,
        options.perRound(),
        Spread.of(samples, ThroughputSample::pairsPerSecond),
        Spread.of(samples, ThroughputSample::scorerCpuMillisPerPair),
        Spread.of(samples, ThroughputSample::brokerCpuMillisPerPair),
        ScorerFigures.of(samples));
  }

  private Report.Scaling scaling(TemporaryStack stack, LoadedTopics topics, ProgressBar progress)
      throws InterruptedException {
    long records = options.perScalingRound();
    try (WatchedScorer first = standIn(stack, PER_PAIR)) {
      topics.measureThroughput(List.of(first), records);
      progress.add(1);
      measureRounds(topics, List.of(first), records, progress); // as warm as both instances below
      List<ThroughputSample> one = measureRounds(topics, List.of(first), records, progress);
      try (WatchedScorer second = standIn(stack, PER_PAIR)) {
        List<WatchedScorer> both = List.of(first, second);
        awaitSharing(topics, both, records);
        measureRounds(topics, both, records, progress); // warms up the second instance
        List<ThroughputSample> two = measureRounds(topics, both, records, progress);
        Spread speedOfOne = Spread.of(one, ThroughputSample::pairsPerSecond);
        Spread speedOfTwo = Spread.of(two, ThroughputSample::pairsPerSecond);
        return new Report.Scaling(
            PER_BATCH.toNanos() / MICROS,
            PER_PAIR.toNanos() / MICROS,
            records,
            speedOfOne,
            speedOfTwo,
            speedOfTwo.median() / speedOfOne.median(),
            shares(two.get(two.size() - 1)));
      }
    }
  }

  private static WatchedScorer standIn(TemporaryStack stack, Duration perPair)
      throws InterruptedException {
    return new WatchedScorer(
        stack.start(
            StandInScorer.program(PER_BATCH, perPair),
            Map.of(StreamerKeys.STREAM_THREADS.name(), "1")));
  }

  /**
   * Sends pairs until each instance has its share, because partitions move to a new instance in
   * several steps.
   */
  private void awaitSharing(LoadedTopics topics, List<WatchedScorer> scorers, long records)
      throws InterruptedException {
    long deadline = nanoClock.getAsLong() + SHARING_TIMEOUT.toNanos();
    while (nanoClock.getAsLong() - deadline < 0) {
      ThroughputSample sample = topics.measureThroughput(scorers, records);
      if (shares(sample).stream().allMatch(share -> share >= FAIR_SHARE)) {
        return;
      }
    }
    throw new UserException(
        "two instances of the scorer did not share the partitions evenly in time; expected about half of the records for each. Stop other work, and try again.");
  }

  private List<ThroughputSample> measureRounds(
      LoadedTopics topics, List<WatchedScorer> scorers, long records, ProgressBar progress)
      throws InterruptedException {
    List<ThroughputSample> samples = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      samples.add(topics.measureThroughput(scorers, records));
      progress.add(1);
    }
    return samples;
  }

  private static List<Double> shares(ThroughputSample sample) {
    return sample.scorers().scored().stream().map(scored -> scored / sample.pairs()).toList();
  }

  /**
   * The options of a measurement of the pipeline.
   *
   * @param input CSV file of pairs; - is standard input
   * @param maxPairs maximum number of pairs to read from the start of the file, at least 1
   * @param rounds number of measurements, at least 1
   * @param records total number of records in all rounds, at least 1
   */
  record Options(String input, int maxPairs, int rounds, long records) {
    /** Returns the number of records per round of one instance at full speed. */
    long perRound() {
      return Math.max(1, records / rounds);
    }

    /**
     * Returns the number of records per round of the scaling measurements, whose instances mostly
     * wait.
     */
    long perScalingRound() {
      return Math.max(1, perRound() / 8);
    }
  }

  /**
   * The report on the pipeline. Each component is a field in the JSON, in snake case.
   *
   * @param date start of the measurements, in UTC
   * @param arena version of this build
   * @param input name of the input, as given
   * @param meanRecordBytes mean length of a pair in Avro
   * @param rounds number of samples of each figure
   */
  record Report(
      String date,
      String arena,
      Machine machine,
      String input,
      double meanRecordBytes,
      int rounds,
      Ceiling ceiling,
      Heap heap,
      Scaling scaling)
      implements ReportOutput.Report {

    /**
     * One instance at full speed.
     *
     * @param waitMicrosPerBatch wait of the stand-in
     * @param recordsPerRound number of records per sample
     */
    record Ceiling(
        double waitMicrosPerBatch,
        long recordsPerRound,
        Spread recordsPerSecond,
        Spread scorerCpuMsPerRecord,
        Spread brokerCpuMsPerRecord,
        ScorerFigures scorer) {}

    /**
     * The heap that the instance uses after a full collection, in bytes; null if its JVM cannot be
     * monitored.
     *
     * @param records number of records between the two measurements
     */
    record Heap(
        long records,
        @Nullable Long bytesBefore,
        @Nullable Long bytesAfter,
        @Nullable Long peakBytes) {}

    /**
     * Instances with one stream thread each, whose stand-in waits so long that the processors are
     * not the bottleneck.
     *
     * @param ratio ratio of the medians
     * @param shares the two instances' shares of the records of the last round
     */
    record Scaling(
        double waitMicrosPerBatch,
        double waitMicrosPerPair,
        long recordsPerRound,
        Spread oneInstance,
        Spread twoInstances,
        double ratio,
        List<Double> shares) {
      Scaling {
        shares = List.copyOf(shares);
      }
    }

    @Override
    public List<String> text() {
      TextLines text = new TextLines();
      text.add(
          "the pipeline around a stand-in for the tokenizer and the model, exactly-once; from %s, Arena %s",
          date, arena);
      machine.addTo(text);
      text.add(
          "%s: %,.0f bytes a record; median [smallest, largest] of %d rounds",
          input, meanRecordBytes, rounds);
      text.addEmpty();
      text.add(
          "one instance, %.0f us a batch, %,d records a round: %s records/s",
          ceiling.waitMicrosPerBatch(), ceiling.recordsPerRound(), ceiling.recordsPerSecond());
      text.add(
          "   CPU ms a record: scorer %s, broker %s",
          ceiling.scorerCpuMsPerRecord(), ceiling.brokerCpuMsPerRecord());
      ceiling.scorer().addTo(text);
      text.add(
          "   heap after a full collection: %s, and %s %,d records later; the process at most %s",
          TextLines.megabytes(heap.bytesBefore()),
          TextLines.megabytes(heap.bytesAfter()),
          heap.records(),
          TextLines.megabytes(heap.peakBytes()));
      text.addEmpty();
      text.add(
          "instances with one thread each, %.0f us a pair (waiting), %,d records a round:",
          scaling.waitMicrosPerPair(), scaling.recordsPerRound());
      text.add("   one %s records/s", scaling.oneInstance());
      text.add(
          "   two %s records/s: %.2f times one; shares %.2f and %.2f",
          scaling.twoInstances(),
          scaling.ratio(),
          scaling.shares().get(0),
          scaling.shares().get(1));
      return text.list();
    }
  }
}
