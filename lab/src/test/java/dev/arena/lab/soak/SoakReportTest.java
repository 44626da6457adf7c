package dev.arena.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.load.WatchedScorer;
import dev.arena.lab.soak.SoakReport.Counts;
import dev.arena.lab.soak.SoakReport.Sample;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {
  private static final Counts COMPLETE = new Counts(100, 98, 2, 0, 0);

  @Test
  void growthDuringTheWarmUpPasses() {
    SoakReport report =
        report(
            COMPLETE, WatchedScorer.Metric.HEAP, sample -> sample < 3 ? 100 + 200 * sample : 900);

    assertThat(report.passed()).isTrue();
    assertThat(report.text()).noneMatch(line -> line.startsWith("grew"));
  }

  @Test
  void aMetricThatGrowsByTwoPercentFailsAndIsNamed() {
    SoakReport slow =
        report(COMPLETE, WatchedScorer.Metric.RESIDENT, sample -> 10_000 + 12 * sample);
    SoakReport fast =
        report(COMPLETE, WatchedScorer.Metric.RESIDENT, sample -> 10_000 + 18 * sample);

    assertThat(slow.passed()).isTrue();
    assertThat(fast.passed()).isFalse();
    assertThat(fast.text()).anyMatch(line -> line.startsWith("grew: resident memory"));
  }

  @Test
  void fewSamplesFromASlowMachineStillShowTheGrowth() {
    for (int count = 1; count <= 12; count++) {
      List<Sample> samples =
          IntStream.range(0, count)
              .mapToObj(at -> new Sample(at, Map.of(WatchedScorer.Metric.HEAP, 100L + at)))
              .toList();

      assertThat(SoakReport.growths(samples)).as("%d samples", count).hasSize(1);
    }
    assertThat(SoakReport.growths(List.of())).isEmpty();
  }

  @Test
  void oneOutlierDoesNotCount() {
    SoakReport report =
        report(COMPLETE, WatchedScorer.Metric.THREADS, sample -> sample == 17 ? 400 : 40);

    assertThat(report.passed()).isTrue();
  }

  @Test
  void directBuffersAreNotLimitedBecauseResidentMemoryIncludesThem() {
    assertThat(report(COMPLETE, WatchedScorer.Metric.DIRECT, sample -> sample * sample).passed())
        .isTrue();
  }

  @Test
  void aLostOrDuplicateRecordFails() {
    assertThat(
            report(new Counts(100, 97, 2, 1, 0), WatchedScorer.Metric.HEAP, sample -> 1).passed())
        .isFalse();
    assertThat(
            report(new Counts(100, 98, 2, 0, 1), WatchedScorer.Metric.HEAP, sample -> 1).passed())
        .isFalse();
  }

  @Test
  void duplicatesAndOutputsInTheWrongTopicAreSurplus() {
    Soak.OutputTracker outputs = new Soak.OutputTracker();
    int bad = IntStream.range(0, 100).filter(SoakRecords::isBad).findFirst().orElseThrow();
    outputs.received(bad, true);
    outputs.received(0, false);
    assertThat(outputs.answered()).isEqualTo(1);
    assertThat(outputs.deadLettered()).isEqualTo(1);
    assertThat(outputs.surplus()).isZero();

    outputs.received(0, false);
    outputs.received(1, true);
    assertThat(outputs.surplus()).isEqualTo(2);
    assertThat(outputs.answered()).isEqualTo(1);
    assertThat(outputs.deadLettered()).isEqualTo(1);
  }

  private static SoakReport report(
      Counts counts, WatchedScorer.Metric metric, IntToLongFunction values) {
    List<Sample> samples =
        IntStream.range(0, 18)
            .mapToObj(sample -> new Sample(sample, Map.of(metric, values.applyAsLong(sample))))
            .toList();
    return new SoakReport(
        "", "", "m@1", 5, 18, false, counts, SoakReport.growths(samples), samples);
  }
}
