package dev.arena.lab.bench;

import dev.arena.lab.load.Latencies;
import dev.arena.lab.load.Schedule;
import dev.arena.lab.load.ThroughputSample;
import dev.arena.lab.report.Spread;
import dev.arena.lab.report.TextLines;
import dev.arena.models.PreferenceScorer;
import dev.arena.schemas.ConversationPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The measurements from topic to topic that follow once the throughput is known.
 *
 * @param sample at least one pair
 * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
 */
record StreamMeasurement(
    Bench.Options.StreamOptions options, List<ConversationPair> sample, LongSupplier nanoClock) {
  /**
   * The fractions of the measured throughput at which latency is measured, in addition to one pair
   * per second.
   */
  private static final List<Double> SHARES = List.of(0.1, 0.5, 0.8);

  /**
   * The number of runs at half the throughput before the first measurement, which let the JIT
   * compilers settle.
   */
  private static final int WARM_UPS = 2;

  private static final double MEDIAN = 0.5;
  private static final double P99 = 0.99;

  /**
   * Performs the measurements.
   *
   * @param library scorer that scores one pair at a time
   */
  Report report(TopicToTopic stream, Results results, PreferenceScorer library)
      throws InterruptedException {
    List<ThroughputSample> samples = stream.samples();
    Report.OneRun oneRun = oneRun(library);
    List<Report.Latency> latencies =
        latencies(stream, results.pairsPerSecond(Measured.TOPIC_TO_TOPIC).median());
    return new Report(
        stream.scorer().device(),
        samples.get(0).pairs(),
        stream.topics().meanBytes(),
        Spread.of(samples, ThroughputSample::brokerCpuMillisPerPair),
        results.scorerCpuMillisAboveLibrary(),
        ScorerFigures.of(samples),
        stream.scorer().peakBytes(),
        stream.idle(),
        oneRun,
        latencies);
  }

  private Report.OneRun oneRun(PreferenceScorer library) {
    long[] nanos = new long[Math.max(sample.size(), options.limits().minPairs())];
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
      stream.topics().latencies(Schedule.of(capacity / 2, options.limits()));
    }
    List<Report.Latency> latencies = new ArrayList<>();
    for (double rate : rates(capacity)) {
      Latencies times = stream.topics().latencies(Schedule.of(rate, options.limits()));
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
   * What was measured from topic to topic, in addition to the throughput.
   *
   * @param device device that the scorer reports
   * @param pairsPerMeasurement number of pairs per measurement
   * @param meanRecordBytes mean length of a pair in Avro
   * @param brokerCpuMsPerPair processor time of the broker alone
   * @param scorerCpuMsAboveLibrary processor time per pair that the scorer takes beyond that of the
   *     library
   * @param scorerPeakBytes peak memory of the scorer's process; null if the system does not report
   *     it
   * @param idle number of processors that the broker and the scorer used while other subjects were
   *     measured; null if there were no others
   * @param oneRun one pair at a time, by the library in this process
   * @param latencies latencies in the order of the rates
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

    private static final String LATENCY = "   %-22s %7s %10s %10s %10s";

    Report {
      latencies = List.copyOf(latencies);
    }

    /** Adds the lines about the topics. */
    void addTo(TextLines text) {
      text.add(
          "d: %,d pairs a measurement, %,.0f bytes a record; scorer on %s, at most %s",
          pairsPerMeasurement, meanRecordBytes, device, TextLines.megabytes(scorerPeakBytes));
      if (idle != null) {
        text.add(
            "   while the others were measured, the scorer used %.3f and the broker %.3f processors",
            idle.scorerProcessors(), idle.brokerProcessors());
      }
      scorer.addTo(text);
      text.addEmpty();
      text.add(LATENCY, "latency of d", "samples", "p50 ms", "p99 ms", "max ms");
      for (Latency latency : latencies) {
        text.add(
            LATENCY,
            TextLines.format(
                "%.1f pairs/s (%.0f%%)", latency.pairsPerSecond(), 100 * latency.shareOfCapacity()),
            latency.samples(),
            millis(latency.p50Ms()),
            millis(latency.p99Ms()),
            millis(latency.maxMs()));
      }
      text.add(
          LATENCY,
          "one run, library",
          oneRun.samples(),
          millis(oneRun.p50Ms()),
          millis(oneRun.p99Ms()),
          "");
    }

    private static String millis(double millis) {
      return TextLines.format("%,.1f", millis);
    }

    /** Mean number of processors used: 0.02 is a fiftieth of one. */
    record Idle(double scorerProcessors, double brokerProcessors) {}

    /**
     * The time to score one pair.
     *
     * @param samples number of measurements
     */
    record OneRun(int samples, double p50Ms, double p99Ms) {}

    /**
     * The time from when a pair was due until its committed preference was read.
     *
     * @param pairsPerSecond rate at which pairs were due
     * @param shareOfCapacity this rate divided by the median of line d
     * @param samples number of pairs that were sent and answered
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
