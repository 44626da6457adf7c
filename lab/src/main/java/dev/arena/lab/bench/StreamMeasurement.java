package dev.arena.lab.bench;

import dev.arena.lab.load.Latencies;
import dev.arena.lab.load.Schedule;
import dev.arena.lab.load.ThroughputSample;
import dev.arena.models.PreferenceScorer;
import dev.arena.schemas.ConversationPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of the way from topic to topic once its speed is known.
 *
 * @param sample at least one pair
 * @param nanoClock such as {@code System::nanoTime}
 */
record StreamMeasurement(
    Bench.Options.StreamOptions options, List<ConversationPair> sample, LongSupplier nanoClock) {
  /** Shares of what was reached, besides one pair a second. */
  private static final List<Double> SHARES = List.of(0.1, 0.5, 0.8);

  /** How often half of what was reached is sent first, so that Java's compilers have settled. */
  private static final int WARM_UPS = 2;

  private static final double MEDIAN = 0.5;
  private static final double P99 = 0.99;

  /**
   * @param library scores one pair alone
   */
  Report report(TopicToTopic stream, Results results, PreferenceScorer library)
      throws InterruptedException {
    List<ThroughputSample> passages = stream.passages();
    Report.OneRun oneRun = oneRun(library);
    List<Report.Latency> latencies =
        latencies(stream, results.pairsPerSecond(Measured.TOPIC_TO_TOPIC).median());
    return new Report(
        stream.device(),
        passages.get(0).pairs(),
        stream.meanBytes(),
        Spread.of(
            passages.stream()
                .map(passage -> passage.brokerCpuNanos() / 1e6 / passage.pairs())
                .toList()),
        results.scorerCpuMillisAboveLibrary(),
        ScorerFigures.of(passages),
        stream.peakBytes(),
        stream.idle(),
        oneRun,
        latencies);
  }

  private Report.OneRun oneRun(PreferenceScorer library) {
    long[] nanos = new long[Math.max(sample.size(), options.limits().pairs())];
    for (int i = 0; i < nanos.length; i++) {
      ConversationPair pair = sample.get(i % sample.size());
      long start = nanoClock.getAsLong();
      library.score(pair);
      nanos[i] = nanoClock.getAsLong() - start;
    }
    Latencies runs = new Latencies(nanos);
    return new Report.OneRun(runs.count(), runs.millis(MEDIAN), runs.millis(P99));
  }

  private List<Report.Latency> latencies(TopicToTopic stream, double capacity)
      throws InterruptedException {
    for (int i = 0; i < WARM_UPS; i++) {
      stream.latencies(Schedule.of(capacity / 2, options.limits()));
    }
    List<Report.Latency> latencies = new ArrayList<>();
    for (double rate : rates(capacity)) {
      Latencies times = stream.latencies(Schedule.of(rate, options.limits()));
      latencies.add(
          new Report.Latency(
              rate,
              rate / capacity,
              times.count(),
              times.millis(MEDIAN),
              times.millis(P99),
              times.millis(1)));
    }
    return latencies;
  }

  private List<Double> rates(double capacity) {
    if (!options.rates().isEmpty()) {
      return options.rates();
    }
    List<Double> rates = new ArrayList<>(List.of(1.0));
    SHARES.forEach(share -> rates.add(share * capacity));
    return rates;
  }

  /**
   * What was measured of the way from topic to topic, besides its speed.
   *
   * @param device on what the scorer says that it runs
   * @param pairsPerMeasurement that were brought from topic to topic each time
   * @param meanRecordBytes length of a pair as Avro
   * @param brokerCpuMsPerPair processor time of the broker alone
   * @param scorerCpuMsAboveLibrary processor time a pair that the scorer takes beyond the library
   * @param scorerPeakBytes peak memory of the scorer's process; null where the system does not
   *     report it
   * @param idle what broker and scorer took from the others; null if there were none
   * @param oneRun one pair alone, by the library in this process
   * @param latencies in the order of rates
   */
  record Report(
      String device,
      long pairsPerMeasurement,
      double meanRecordBytes,
      Spread brokerCpuMsPerPair,
      Spread scorerCpuMsAboveLibrary,
      ScorerFigures scorer,
      @Nullable Long scorerPeakBytes,
      @Nullable Idle idle,
      OneRun oneRun,
      List<Latency> latencies) {

    Report {
      latencies = List.copyOf(latencies);
    }

    /** Processors used, on average: 0.02 is a fiftieth of one. */
    record Idle(double scorerProcessors, double brokerProcessors) {}

    /**
     * @param samples how many were timed
     */
    record OneRun(int samples, double p50Ms, double p99Ms) {}

    /**
     * From when a pair was due to be sent until its committed preference was read.
     *
     * @param pairsPerSecond at which pairs were due
     * @param shareOfCapacity the same divided by the median of line d
     * @param samples how many pairs were sent and answered
     */
    record Latency(
        double pairsPerSecond,
        double shareOfCapacity,
        int samples,
        double p50Ms,
        double p99Ms,
        double maxMs) {}
  }
}
