package dev.arena.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.lab.report.Spread;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static final long MILLISECOND = 1_000_000;

  private final Map<Measured, List<Stopwatch.Sample>> samples = new EnumMap<>(Measured.class);

  @Test
  void ratiosAreTakenWithinEachRound() {
    pairsTook(Measured.NOTEBOOK, 800, 1600, 400);
    pairsTook(Measured.BARE_LOOP, 100, 200, 40);
    pairsTook(Measured.LIBRARY, 100, 400, 50);

    assertThat(new Results(samples).ratios())
        .containsExactly(
            new BenchReport.Ratio("b/a", new Spread(8, 8, 10)),
            new BenchReport.Ratio("c/b", new Spread(0.8, 0.5, 1)));
  }

  @Test
  void aRatioToAnUnmeasuredSubjectIsOmitted() {
    pairsTook(Measured.BARE_LOOP, 100);
    pairsTook(Measured.LIBRARY, 200);

    assertThat(new Results(samples).ratios())
        .containsExactly(new BenchReport.Ratio("c/b", new Spread(0.5, 0.5, 0.5)));
  }

  @Test
  void theLibrarysOverheadIsItsProcessorTimeMinusThatOfItsParts() {
    pairsTook(Measured.BARE_LOOP, 100, 100);
    pairsTook(Measured.TOKENISE, 10, 20);
    pairsTook(Measured.LIBRARY, 115, 130);

    assertThat(new Results(samples).libraryCpuMillisAboveBareLoopAndTokenise())
        .isEqualTo(new Spread(7.5, 5, 10));
  }

  @Test
  void theStreamsOverheadIsItsProcessorTimeMinusThatOfTheLibrary() {
    pairsTook(Measured.BARE_LOOP, 90, 90);
    pairsTook(Measured.LIBRARY, 100, 110);
    pairsTook(Measured.TOPIC_TO_TOPIC, 101, 112);

    Results results = new Results(samples);
    assertThat(results.scorerCpuMillisAboveLibrary()).isEqualTo(new Spread(1.5, 1, 2));
    assertThat(results.ratios()).extracting(BenchReport.Ratio::name).containsExactly("c/b", "d/b");
    assertThat(results.measured())
        .containsExactly(Measured.BARE_LOOP, Measured.LIBRARY, Measured.TOPIC_TO_TOPIC);
  }

  /** Adds one pair per round, on one processor. */
  private void pairsTook(Measured measured, int... millis) {
    List<Stopwatch.Sample> rounds = new ArrayList<>();
    for (int each : millis) {
      rounds.add(new Stopwatch.Sample(1, each * MILLISECOND, each * MILLISECOND));
    }
    samples.put(measured, rounds);
  }
}
