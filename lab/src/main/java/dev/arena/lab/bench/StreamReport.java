package dev.arena.lab.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of the way from topic to topic, besides its speed.
 *
 * @param device on what the scorer says that it runs
 * @param pairsPerMeasurement that were brought from topic to topic each time
 * @param meanRecordBytes length of a pair as Avro
 * @param brokerCpuMsPerPair processor time of the broker alone
 * @param scorerCpuMsAboveLibrary processor time a pair that the scorer takes beyond the library
 * @param scorerPeakBytes the most memory of the scorer's process; null where the system says none
 * @param idle what broker and scorer took from the others; null if there were none
 * @param oneRun one pair alone, by the library in this process
 * @param latencies in the order of rates
 */
record StreamReport(
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

  StreamReport {
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
