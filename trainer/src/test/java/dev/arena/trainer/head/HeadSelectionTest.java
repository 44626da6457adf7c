package dev.arena.trainer.head;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadSelectionTest {
  @Test
  void aMisleadingScoreIsOmitted() {
    HeadSelection.Selected selected = best(selection(votes(60, -3), all(60), 3));
    assertThat(selected.usesEncoder()).isFalse();
    assertThat(selected.head().antisymmetric()[0]).isZero();
  }

  @Test
  void aMisleadingTieScoreIsOmitted() {
    HeadSelection.Selected selected = best(selection(votesOfTies(60, -3), all(60), 3));
    assertThat(selected.usesEncoder()).isFalse();
    assertThat(selected.head().symmetric()[0]).isZero();
  }

  @Test
  void aTieScoreThatPredictsIsUsed() {
    HeadSelection.Selected selected = best(selection(votesOfTies(4000, 1.5), all(4000), 3));
    assertThat(selected.usesEncoder()).isTrue();
    assertThat(selected.head().symmetric()[0]).isBetween(1.2, 1.8);
  }

  @Test
  void aScoreKeepsItsSizeIfRowsAreFew() {
    HeadSelection.Selected selected = best(selection(votes(40, 0), all(10), 3));
    assertThat(selected.head().antisymmetric()[0]).isBetween(0.8, 1.2);
  }

  @Test
  void aScoreThatPredictsIsUsed() {
    HeadSelection selection = selection(votes(2000, 1.5), all(2000), 3);
    HeadSelection.Selected selected = best(selection);
    assertThat(selected.usesEncoder()).isTrue();
    assertThat(selected.head().antisymmetric()[0]).isBetween(1.2, 1.8);
    assertThat(selected.meanLoss()).isLessThan(selection.withoutEncoder().meanLoss());
  }

  @Test
  void manyRowsCorrectAScoreOfTheWrongSize() {
    HeadSelection.Selected selected = selection(votes(4000, 0.2), all(40), 3).withEncoder();
    assertThat(selected.head().antisymmetric()[0]).isBetween(0.0, 0.4);
  }

  @Test
  void withFewCalibrationRowsACarefulChoiceIsMadeWithoutFolds() {
    HeadSelection.Selected selected = best(selection(votes(40, 1), all(10), 3));
    assertThat(selected.predictions()).isEmpty();
    assertThat(selected.meanLoss()).isNaN();
  }

  @Test
  void theSameSeedChoosesTheSameHead() {
    List<HeadRow> rows = votes(120, 1);
    DavidsonHead one = best(selection(rows, all(120), 5)).head();
    DavidsonHead two = best(selection(rows, all(120), 5)).head();
    assertThat(one.antisymmetric()).containsExactly(two.antisymmetric());
    assertThat(one.constant()).isEqualTo(two.constant());
  }

  /** Teachers that are sure of the opposite of every vote. */
  @Test
  void headsThatLearnSoftLabelsAreEvaluatedOnTheVotes() {
    List<HeadRow> rows = votes(200, 1);
    List<Outcome> opposite =
        rows.stream()
            .map(row -> votedFor(row.target()))
            .map(
                vote ->
                    vote == Outcome.WINNER_MODEL_A
                        ? Outcome.WINNER_MODEL_B
                        : vote == Outcome.WINNER_MODEL_B ? Outcome.WINNER_MODEL_A : vote)
            .toList();
    double honest = best(selection(rows, all(200), 3)).meanLoss();
    double misled = best(new HeadSelection(rows, all(200), opposite, 3)).meanLoss();
    assertThat(misled).isGreaterThan(honest + 0.05);
  }

  @Test
  void calibrationCorrectsAnOverconfidentHead() {
    Random random = new Random(4);
    List<double[]> sure = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      double d = random.nextGaussian();
      outcomes.add(drawn(random, d, 0));
      sure.add(new double[] {3 * d, 0});
    }
    Calibration calibration = Calibration.fit(sure, outcomes, 1);
    assertThat(calibration.factor()).isBetween(0.25, 0.5);
  }

  @Test
  void calibrationLeavesAGoodHeadAlone() {
    Random random = new Random(5);
    List<double[]> right = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      double d = random.nextGaussian();
      outcomes.add(drawn(random, d, 0));
      right.add(new double[] {d, 0});
    }
    Calibration calibration = Calibration.fit(right, outcomes, 1);
    assertThat(calibration.factor()).isBetween(0.85, 1.15);
    assertThat(calibration.shift()).isBetween(-0.15, 0.15);
  }

  @Test
  void calibratedPredictionsAreThoseOfTheCalibratedHead() {
    DavidsonHead head = new DavidsonHead(new double[] {2}, new double[0], 0.5);
    HeadRow row =
        new HeadRow(new double[] {0.75}, new double[0], Target.of(Outcome.WINNER_MODEL_A, false));
    Calibration calibration = new Calibration(0.5, -1);
    DavidsonHead calibrated = calibration.applyTo(head);
    double[] expected = DavidsonHead.probabilities(calibrated.difference(row), calibrated.tie(row));
    assertThat(
            calibration.probabilities(List.of(new double[] {head.difference(row), head.tie(row)})))
        .containsExactly(Probabilities.scaled(expected[0], expected[1], expected[2]));
  }

  /** A choice among heads that learn the votes. */
  private static HeadSelection selection(List<HeadRow> rows, List<Integer> calibration, int seed) {
    List<Outcome> votes =
        calibration.stream().map(row -> votedFor(rows.get(row).target())).toList();
    return new HeadSelection(rows, calibration, votes, seed);
  }

  private static Outcome votedFor(Target target) {
    return target.a() == 1
        ? Outcome.WINNER_MODEL_A
        : target.b() == 1 ? Outcome.WINNER_MODEL_B : Outcome.WINNER_TIE;
  }

  private static HeadSelection.Selected best(HeadSelection selection) {
    return selection.best(selection.withoutEncoder());
  }

  private static List<Integer> all(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<HeadRow> votes(int count, double strength) {
    Random random = new Random(2);
    List<HeadRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double score = 0.4 * random.nextGaussian();
      double feature = random.nextGaussian();
      Outcome outcome = drawn(random, strength * score + feature, -0.3);
      rows.add(
          new HeadRow(
              new double[] {score, feature},
              new double[] {0, random.nextGaussian()},
              Target.of(outcome, false)));
    }
    return rows;
  }

  private static List<HeadRow> votesOfTies(int count, double strength) {
    Random random = new Random(7);
    List<HeadRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double score = 0.5 * random.nextGaussian();
      Outcome outcome = drawn(random, 0, strength * score);
      rows.add(
          new HeadRow(
              new double[] {0, random.nextGaussian()},
              new double[] {score, random.nextGaussian()},
              Target.of(outcome, false)));
    }
    return rows;
  }

  private static Outcome drawn(Random random, double difference, double tie) {
    double[] p = DavidsonHead.probabilities(difference, tie);
    double at = random.nextDouble();
    return at < p[0]
        ? Outcome.WINNER_MODEL_A
        : at < p[0] + p[1] ? Outcome.WINNER_MODEL_B : Outcome.WINNER_TIE;
  }
}
