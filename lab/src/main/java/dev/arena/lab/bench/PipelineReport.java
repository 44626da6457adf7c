package dev.arena.lab.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
record PipelineReport(
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
