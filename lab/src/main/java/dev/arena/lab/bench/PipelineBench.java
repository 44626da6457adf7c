package dev.arena.lab.bench;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.ProgressBar;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.LoadedTopics;
import dev.arena.lab.load.StandInScorer;
import dev.arena.lab.load.ThroughputSample;
import dev.arena.lab.load.WatchedScorer;
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
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the pipeline can do by itself: the real stream around a stand-in for tokeniser and
 * model, on a real broker and registry.
 *
 * @param nanoClock such as {@code System::nanoTime}
 * @param clock for the date
 */
record PipelineBench(Options options, LongSupplier nanoClock, Clock clock) {
  private static final Duration PER_BATCH = Duration.ofNanos(100_000);

  /** So long that two instances together need little of a processor. */
  private static final Duration PER_PAIR = Duration.ofMillis(1);

  /** Time and not a number of rounds, which may be short, and a new instance needs its time. */
  private static final Duration SHARING_LIMIT = Duration.ofMinutes(5);

  /** Of two instances that share the work, each has at least this part of it. */
  private static final double FAIR_SHARE = 0.4;

  private static final double MICROS = 1e3;
  private static final double MILLIS = 1e6;

  Report run() throws InterruptedException {
    List<ConversationPair> pairs = InputPairs.read(options.input(), options.mostPairs());
    Machine machine = Machine.here();
    String date = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    long passes = 2L + 5L * options.rounds();
    try (TemporaryStack stack = TemporaryStack.start("arena-bench");
        ProgressBar progress = ProgressBar.onStderr("bench", "measurements", passes);
        WatchedScorer full = standIn(stack, Duration.ZERO);
        LoadedTopics topics = LoadedTopics.open(stack, pairs, nanoClock)) {
      topics.pass(List.of(full), options.perRound());
      progress.add(1);
      Long before = full.heapInUse();
      List<ThroughputSample> passages =
          passages(topics, List.of(full), options.perRound(), progress);
      Long after = full.heapInUse();
      Long peak = PeakMemory.bytes(full.scorer().pid());
      stack.stop(full.scorer());
      return new Report(
          date,
          ArenaVersion.current(),
          machine,
          options.input(),
          topics.meanBytes(),
          options.rounds(),
          ceiling(passages),
          new Report.Heap(options.rounds() * options.perRound(), before, after, peak),
          scaling(stack, topics, progress));
    }
  }

  private Report.Ceiling ceiling(List<ThroughputSample> passages) {
    return new Report.Ceiling(
        PER_BATCH.toNanos() / MICROS,
        options.perRound(),
        spread(passages, ThroughputSample::pairsPerSecond),
        spread(passages, passage -> passage.scorerCpuNanos() / MILLIS / passage.pairs()),
        spread(passages, passage -> passage.brokerCpuNanos() / MILLIS / passage.pairs()),
        ScorerFigures.of(passages));
  }

  private Report.Scaling scaling(TemporaryStack stack, LoadedTopics topics, ProgressBar progress)
      throws InterruptedException {
    long records = options.perScalingRound();
    try (WatchedScorer first = standIn(stack, PER_PAIR)) {
      topics.pass(List.of(first), records);
      progress.add(1);
      passages(topics, List.of(first), records, progress); // as warm as both are below
      List<ThroughputSample> one = passages(topics, List.of(first), records, progress);
      try (WatchedScorer second = standIn(stack, PER_PAIR)) {
        List<WatchedScorer> both = List.of(first, second);
        awaitSharing(topics, both, records);
        passages(topics, both, records, progress); // the second must be as warm as the first
        List<ThroughputSample> two = passages(topics, both, records, progress);
        Spread speedOfOne = spread(one, ThroughputSample::pairsPerSecond);
        Spread speedOfTwo = spread(two, ThroughputSample::pairsPerSecond);
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
        stack.startScorer(
            StandInScorer.program(PER_BATCH, perPair),
            Map.of(StreamerKeys.STREAM_THREADS.name(), "1")));
  }

  /** Partitions move to a new instance in several steps; pairs pass until each has its part. */
  private void awaitSharing(LoadedTopics topics, List<WatchedScorer> scorers, long records)
      throws InterruptedException {
    long deadline = nanoClock.getAsLong() + SHARING_LIMIT.toNanos();
    while (nanoClock.getAsLong() - deadline < 0) {
      ThroughputSample passage = topics.pass(scorers, records);
      if (shares(passage).stream().allMatch(share -> share >= FAIR_SHARE)) {
        return;
      }
    }
    throw new UserException(
        "two instances of the scorer did not come to share the partitions; expected about half of the records for each. Stop other work, and try again.");
  }

  private List<ThroughputSample> passages(
      LoadedTopics topics, List<WatchedScorer> scorers, long records, ProgressBar progress)
      throws InterruptedException {
    List<ThroughputSample> passages = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      passages.add(topics.pass(scorers, records));
      progress.add(1);
    }
    return passages;
  }

  private static List<Double> shares(ThroughputSample passage) {
    return passage.inside().scored().stream().map(scored -> scored / passage.pairs()).toList();
  }

  private static Spread spread(
      List<ThroughputSample> passages, ToDoubleFunction<ThroughputSample> figure) {
    return Spread.of(passages.stream().map(figure::applyAsDouble).toList());
  }

  /**
   * How the pipeline alone is measured.
   *
   * @param input CSV file of pairs; - is standard input
   * @param mostPairs how many of its first pairs are taken, at least 1
   * @param rounds how often each is measured, at least 1
   * @param records how many are brought from topic to topic, all rounds together, at least 1
   */
  record Options(String input, int mostPairs, int rounds, long records) {
    /** Records of a round of one instance at full speed. */
    long perRound() {
      return Math.max(1, records / rounds);
    }

    /** Records of a round of the scaling, whose instances wait most of the time. */
    long perScalingRound() {
      return Math.max(1, perRound() / 8);
    }
  }

  /**
   * What the pipeline can do by itself: one component for each field of the JSON, in snake case
   * there.
   *
   * @param date when the measuring began, in UTC
   * @param arena version of this build
   * @param input as it was named
   * @param meanRecordBytes length of a pair as Avro
   * @param rounds how many samples each figure rests on
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
      Scaling scaling) {

    /**
     * One instance at full speed.
     *
     * @param waitMicrosPerBatch how long the stand-in waits
     * @param recordsPerRound how many each sample rests on
     */
    record Ceiling(
        double waitMicrosPerBatch,
        long recordsPerRound,
        Spread recordsPerSecond,
        Spread scorerCpuMsPerRecord,
        Spread brokerCpuMsPerRecord,
        ScorerFigures scorer) {}

    /**
     * Bytes of the instance's heap in use after a full collection; null where its JVM cannot be
     * asked.
     *
     * @param records that lay between before and after
     */
    record Heap(
        long records,
        @Nullable Long bytesBefore,
        @Nullable Long bytesAfter,
        @Nullable Long peakBytes) {}

    /**
     * Instances with one stream thread each, whose stand-in waits so long that processors last.
     *
     * @param ratio of the medians
     * @param shares of the two instances in the records of the last round
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

    String json() {
      return ReportJson.of(this);
    }
  }
}
