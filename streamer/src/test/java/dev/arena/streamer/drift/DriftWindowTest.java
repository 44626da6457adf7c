package dev.arena.streamer.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.Score;
import dev.arena.statistics.drift.PopulationStability;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftWindowTest {
  private static final List<Score> BEFORE = Scores.random(5000, 0, 1);

  /** Not 0, because the clock of a JVM may have any value. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

  private final DriftWindow window =
      DriftWindow.open("bundle", Scores.reference(BEFORE), feature -> true, clock::get);

  @Test
  void aPairLeavesTheWindow24HoursAfterItsHourBegan() {
    window.add(BEFORE.subList(0, 10));
    pass(Duration.ofMinutes(90));
    window.add(BEFORE.subList(0, 3));
    assertThat(window.report().pairs()).isEqualTo(13);

    pass(Duration.ofHours(24).minusMinutes(91));
    assertThat(window.report().pairs()).isEqualTo(13);

    pass(Duration.ofMinutes(1));
    assertThat(window.report().pairs()).isEqualTo(3);

    pass(Duration.ofHours(1));
    assertThat(window.report().pairs()).isZero();
    assertThat(window.report().compared()).isEmpty();
  }

  @Test
  void aSteadyFlowKeepsOneDayOfPairs() {
    for (int hour = 0; hour < 100; hour++) {
      window.add(BEFORE.subList(hour, hour + 7));
      pass(Duration.ofHours(1));
    }
    assertThat(window.report().pairs()).isEqualTo(23 * 7);
  }

  @Test
  void afterAPauseOfDaysTheWindowIsEmpty() {
    window.add(BEFORE);
    pass(Duration.ofDays(5));
    assertThat(window.report().pairs()).isZero();

    window.add(BEFORE.subList(0, 2));
    assertThat(window.report().pairs()).isEqualTo(2);
  }

  @Test
  void pairsLikeThoseOfTheReferenceRaiseNoAlarm() {
    for (long seed = 2; seed < 40; seed++) {
      DriftWindow other =
          DriftWindow.open("bundle", Scores.reference(BEFORE), feature -> true, clock::get);
      other.add(Scores.random(500, 0, seed));
      assertThat(other.report().features()).hasSize(3).noneMatch(DriftReport::alarm);
    }
  }

  @Test
  void longerPairsRaiseAnAlarmForTheirLengthOnly() {
    window.add(Scores.random(500, 10, 3));

    assertThat(window.report().features())
        .filteredOn(DriftReport::alarm)
        .extracting(PopulationStability::feature)
        .containsExactly("prompt_length");
  }

  @Test
  void fewPairsRaiseNoAlarmHoweverTheyDiffer() {
    window.add(Scores.random(199, 10_000, 3));
    assertThat(lengths().alarm()).isTrue();
    assertThat(DriftReport.alarm(lengths())).isFalse();

    window.add(Scores.random(1, 10_000, 3));
    assertThat(DriftReport.alarm(lengths())).isTrue();
  }

  private PopulationStability lengths() {
    return window.report().features().stream()
        .filter(each -> each.feature().equals("prompt_length"))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Without the minimum, 368 of the first 2,000 such windows raise an alarm at some time; with it,
   * one does.
   */
  @Test
  void aWindowThatFillsWithPairsLikeThoseOfASmallReferenceRaisesNoAlarm() {
    int early = 0;
    for (long seed = 0; seed < 100; seed++) {
      DriftWindow filling =
          DriftWindow.open(
              "bundle",
              Scores.reference(Scores.random(577, 0, -1 - seed)),
              any -> true,
              clock::get);
      boolean exceeded = false;
      for (Score score : Scores.random(400, 0, seed)) {
        filling.add(List.of(score));
        List<PopulationStability> features = filling.report().features();
        exceeded |= features.stream().anyMatch(PopulationStability::alarm);
        assertThat(features).noneMatch(DriftReport::alarm);
      }
      early += exceeded ? 1 : 0;
    }
    assertThat(early).isPositive();
  }

  @Test
  void aScoreWithoutFactsCountsOnlyForTheModel() {
    Score full = BEFORE.get(0);
    window.add(List.of(new Score(full.probabilities(), 1, false, "tiny@1")));

    assertThat(window.report().compared())
        .extracting(PopulationStability::feature)
        .containsExactly("entropy");
  }

  @Test
  void noPairIsLostWhenManyThreadsCountAtOnce() throws Exception {
    CompletableFuture<?>[] threads =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 1000; i++) {
                            window.add(BEFORE.subList(i, i + 3));
                          }
                        }))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(threads).get(1, TimeUnit.MINUTES);

    DriftReport report = window.report();
    assertThat(report.pairs()).isEqualTo(12_000);
    assertThat(report.features()).extracting(PopulationStability::rows).containsOnly(12_000L);
  }

  @Test
  void theFeaturesAreShownAsMetricsAndInTheInformation() {
    window.add(Scores.random(500, 10, 3));
    ObjectNode info = JsonNodeFactory.instance.objectNode();
    window.report().addTo(info);

    assertThat(info.at("/drift/reference").asText()).isEqualTo("bundle");
    assertThat(info.at("/drift/pairs").asLong()).isEqualTo(500);
    assertThat(info.at("/drift/features").findValuesAsText("feature"))
        .containsExactly("entropy", "prompt_length", "script");
    assertThat(info.at("/drift/features/1/alarm").asBoolean()).isTrue();
    assertThat(info.at("/drift/features/1/psi").asDouble()).isGreaterThan(0.2);
    assertThat(info.at("/drift/features/2/alarm").asBoolean()).isFalse();
    assertThat(new DriftMetrics(window::report).collect())
        .extracting(MetricSnapshot::getMetadata)
        .extracting(metadata -> metadata.getName())
        .containsExactly("arena_drift_pairs", "arena_drift_psi", "arena_drift_psi_noise");
    assertThat(new DriftMetrics(window::report).collect())
        .extracting(metric -> metric.getDataPoints().size())
        .containsExactly(1, 3, 3);
  }

  @Test
  void withoutAReferenceTheReasonIsShownAndNoMetric() {
    DriftWindow none = DriftWindow.none("off");
    none.add(BEFORE);
    ObjectNode info = JsonNodeFactory.instance.objectNode();
    none.report().addTo(info);

    assertThat(info).hasToString("{\"drift\":{\"reference\":\"off\"}}");
    assertThat(new DriftMetrics(none::report).collect()).isEmpty();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
