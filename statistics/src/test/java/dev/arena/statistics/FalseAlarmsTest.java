package dev.arena.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.statistics.FalseAlarms.AlarmCounts;
import dev.arena.statistics.FalseAlarms.Crowd;
import dev.arena.statistics.FalseAlarms.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A part of what {@link FalseAlarms} measures, with fixed seeds. */
class FalseAlarmsTest {
  private static final int LOOKS = 20_000;

  /**
   * At most 5% of all runs: among 100 there are then at most 15 with a probability of 99.99%
   * (binomial distribution).
   */
  @ParameterizedTest
  @MethodSource("scenarios")
  void aTestThatIsWatchedAfterEveryVoteRarelyRaisesAFalseAlarm(Scenario scenario) {
    AlarmCounts counted = scenario.run(100, LOOKS);
    assertThat(counted.firstAlarms()).describedAs(counted.line()).hasSizeLessThanOrEqualTo(15);
  }

  static List<Scenario> scenarios() {
    return FalseAlarms.withoutEffect();
  }

  /** Few voters, few pairs, or both, and a pair that everyone votes on. */
  @ParameterizedTest
  @MethodSource("crossedScenarios")
  void votersAndPairsInCommonRarelyRaiseAFalseAlarm(Scenario scenario) {
    AlarmCounts counted = scenario.run(40, LOOKS);
    assertThat(counted.firstAlarms()).describedAs(counted.line()).hasSizeLessThanOrEqualTo(8);
  }

  static List<Scenario> crossedScenarios() {
    return FalseAlarms.crossedWithoutEffect();
  }

  @Test
  void aTestThatKnowsOnlyVotersRaisesFalseAlarmsIfAllVoteOnFewPairs() {
    AlarmCounts counted =
        FalseAlarms.crossedComparison("", new Crowd(0, 50, 0), FalseAlarms::byVoterOnly)
            .run(40, LOOKS);
    assertThat(counted.share()).describedAs(counted.line()).isGreaterThan(0.3);
  }

  @Test
  void anOrdinaryIntervalThatIsWatchedAfterEveryVoteNamesAFalseWinner() {
    AlarmCounts counted =
        FalseAlarms.comparison("equal scorers", 0.15, 0.15, FalseAlarms::ordinaryInterval)
            .run(100, LOOKS);
    assertThat(counted.share()).describedAs(counted.line()).isGreaterThan(0.3);
  }

  @Test
  void aBetterChallengerIsFound() {
    AlarmCounts counted =
        FalseAlarms.comparison("better challenger", 0.29, 0.15, FalseAlarms::betterOrWorse)
            .run(50, LOOKS);
    assertThat(counted.share()).describedAs(counted.line()).isGreaterThan(0.95);
  }

  @Test
  void anOverconfidentScorerIsFound() {
    AlarmCounts counted =
        FalseAlarms.calibration("overconfident", 0.6, 1.5, FalseAlarms::calibrationAlarm)
            .run(50, LOOKS);
    assertThat(counted.share()).describedAs(counted.line()).isGreaterThan(0.95);
  }
}
