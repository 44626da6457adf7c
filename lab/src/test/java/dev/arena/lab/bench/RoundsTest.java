package dev.arena.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {
  /** In milliseconds; the subjects advance it. */
  private long wall;

  private long cpu;

  private final List<Measured> passes = new ArrayList<>();

  @Test
  void subjectsAreMeasuredInTurnAndEveryOtherRoundIsReversed()
      throws OrtException, InterruptedException {
    List<Measured> reported = new ArrayList<>();
    Bench.measureInTurn(
        3,
        List.of(
            subject(Measured.NOTEBOOK, 5),
            subject(Measured.BARE_LOOP, 5),
            subject(Measured.LIBRARY, 5)),
        reported::add);

    assertThat(passes)
        .containsExactly(
            Measured.NOTEBOOK,
            Measured.BARE_LOOP,
            Measured.LIBRARY,
            Measured.LIBRARY,
            Measured.BARE_LOOP,
            Measured.NOTEBOOK,
            Measured.NOTEBOOK,
            Measured.BARE_LOOP,
            Measured.LIBRARY);
    assertThat(reported).isEqualTo(passes);
  }

  @Test
  void eachSubjectHasOneSampleForEachRound() throws OrtException, InterruptedException {
    Map<Measured, List<Stopwatch.Sample>> samples =
        Bench.measureInTurn(
            2,
            List.of(subject(Measured.BARE_LOOP, 5), subject(Measured.LIBRARY, 20)),
            measured -> {});

    assertThat(samples)
        .containsOnly(
            Map.entry(Measured.BARE_LOOP, List.of(sample(10, 5), sample(10, 5))),
            Map.entry(Measured.LIBRARY, List.of(sample(10, 20), sample(10, 20))));
  }

  @Test
  void aFastSubjectIsRepeatedUntilTheMinimumTimeHasElapsed() throws OrtException {
    assertThat(stopwatch(16).time(10, pass(Measured.HEAD, 5))).isEqualTo(sample(40, 20));
  }

  @Test
  void aSampleHasPairsPerSecondAndProcessorTimePerPair() {
    Stopwatch.Sample sample = new Stopwatch.Sample(40, 2_000_000_000, 3_000_000_000L);

    assertThat(sample.pairsPerSecond()).isEqualTo(20);
    assertThat(sample.cpuMillisPerPair()).isEqualTo(75);
  }

  private Stopwatch stopwatch(int minMillis) {
    return new Stopwatch(
        () -> wall * 1_000_000, () -> cpu * 1_000_000, Duration.ofMillis(minMillis));
  }

  /** Returns a subject that takes this many milliseconds for ten pairs, on two processors. */
  private Subjects.Subject subject(Measured measured, int millis) {
    return new Subjects.Subject(measured, () -> stopwatch(1).time(10, pass(measured, millis)));
  }

  private Stopwatch.Pass pass(Measured measured, int millis) {
    return () -> {
      passes.add(measured);
      wall += millis;
      cpu += 2L * millis;
    };
  }

  private static Stopwatch.Sample sample(int pairs, int millis) {
    return new Stopwatch.Sample(pairs, millis * 1_000_000L, 2L * millis * 1_000_000);
  }
}
