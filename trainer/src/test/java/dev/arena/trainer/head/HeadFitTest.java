package dev.arena.trainer.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.HeadFit.Penalty;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class HeadFitTest {
  private static final DavidsonHead PLANTED =
      new DavidsonHead(new double[] {1.2, -0.7}, new double[] {0.8}, -0.4);

  @Test
  void itFindsTheCoefficientsThatGeneratedTheVotes() {
    List<HeadRow> rows = votes(20_000, new Random(11), false);
    DavidsonHead found = HeadFit.fit(rows, Penalty.uniform(rows.get(0), 1e-3, 1));
    assertThat(found.antisymmetric()).containsExactly(PLANTED.antisymmetric(), within(0.06));
    assertThat(found.symmetric()).containsExactly(PLANTED.symmetric(), within(0.06));
    assertThat(found.constant()).isCloseTo(PLANTED.constant(), within(0.06));
  }

  @Test
  void tieFreeVotesTeachTheDifferenceOnly() {
    List<HeadRow> rows = votes(20_000, new Random(12), true);
    DavidsonHead found = HeadFit.fit(rows, Penalty.uniform(rows.get(0), 1e-3, 1));
    assertThat(found.antisymmetric()).containsExactly(PLANTED.antisymmetric(), within(0.08));
    assertThat(found.symmetric()).containsExactly(0);
    assertThat(found.constant()).isZero();
  }

  @Test
  void softLabelsFindTheCoefficientsFromFewRows() {
    List<HeadRow> rows =
        votes(200, new Random(15), false).stream().map(HeadFitTest::withSoftLabel).toList();
    DavidsonHead found = HeadFit.fit(rows, Penalty.uniform(rows.get(0), 1e-6, 1));
    assertThat(found.antisymmetric()).containsExactly(PLANTED.antisymmetric(), within(1e-4));
    assertThat(found.symmetric()).containsExactly(PLANTED.symmetric(), within(1e-4));
    assertThat(found.constant()).isCloseTo(PLANTED.constant(), within(1e-4));
  }

  @Test
  void aRowOfWeightTwoCountsLikeTwoRows() {
    List<HeadRow> rows = votes(60, new Random(16), false);
    List<HeadRow> twice = new ArrayList<>(rows);
    twice.addAll(rows.subList(0, 30));
    List<HeadRow> weighted = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      HeadRow row = rows.get(i);
      weighted.add(
          new HeadRow(row.antisymmetric(), row.symmetric(), row.target(), i < 30 ? 2 : 1, 0, 0));
    }
    Penalty penalty = Penalty.uniform(rows.get(0), 1, 1);
    assertThat(HeadFit.fit(weighted, penalty).antisymmetric())
        .containsExactly(HeadFit.fit(twice, penalty).antisymmetric(), within(1e-9));
  }

  @Test
  void movingAnyCoefficientOfTheSolutionIncreasesTheLoss() {
    List<HeadRow> rows = votes(300, new Random(13), false);
    rows.addAll(votes(300, new Random(14), true));
    votes(300, new Random(17), false).forEach(row -> rows.add(withSoftLabel(row)));
    Penalty penalty = Penalty.uniform(rows.get(0), 2, 0.3);
    DavidsonHead best = HeadFit.fit(rows, penalty);
    ToDoubleFunction<DavidsonHead> objective =
        head -> {
          double sum = 0;
          for (HeadRow row : rows) {
            sum += (row.target().tieFree() ? 0.3 : 1) * head.loss(row);
          }
          for (double coefficient :
              List.of(head.antisymmetric()[0], head.antisymmetric()[1], head.symmetric()[0])) {
            sum += coefficient * coefficient;
          }
          return sum;
        };
    for (int coefficient = 0; coefficient < 4; coefficient++) {
      double slope =
          (objective.applyAsDouble(moved(best, coefficient, 1e-5))
                  - objective.applyAsDouble(moved(best, coefficient, -1e-5)))
              / 2e-5;
      assertThat(slope).isCloseTo(0, within(1e-3));
    }
  }

  @Test
  void swappingTheAnswersSwapsTheProbabilities() {
    HeadRow row =
        new HeadRow(
            new double[] {0.3, 2}, new double[] {1}, Target.of(Outcome.WINNER_MODEL_A, false));
    HeadRow swapped =
        new HeadRow(
            new double[] {-0.3, -2}, new double[] {1}, Target.of(Outcome.WINNER_MODEL_B, false));
    double[] straight = PLANTED.probabilities(row);
    assertThat(PLANTED.probabilities(swapped))
        .containsExactly(straight[1], straight[0], straight[2]);
    assertThat(PLANTED.loss(swapped)).isEqualTo(PLANTED.loss(row));
  }

  @Test
  void hugeDifferencesStillGiveProbabilities() {
    assertThat(DavidsonHead.probabilities(5000, 0)).containsExactly(1, 0, 0);
    assertThat(DavidsonHead.probabilities(-5000, -3)).containsExactly(0, 1, 0);
    assertThat(DavidsonHead.probabilities(0, 5000)).containsExactly(0, 0, 1);
  }

  @Test
  void scalingBoundsEveryFeature() {
    FeatureScaling scaling =
        FeatureScaling.ofSymmetric(
            List.of(new float[] {1, 5}, new float[] {3, 5}, new float[] {2, 5}));
    assertThat(scaling.apply(new float[] {2, 5})).containsExactly(0, 0);
    assertThat(scaling.apply(new float[] {1e30f, 7})).containsExactly(4, 0);
  }

  private static HeadRow withSoftLabel(HeadRow row) {
    double[] p = PLANTED.probabilities(row);
    return new HeadRow(row.antisymmetric(), row.symmetric(), new Target(p[0], p[1], p[2], false));
  }

  private static DavidsonHead moved(DavidsonHead head, int coefficient, double by) {
    double[] b = head.antisymmetric().clone();
    double[] g = head.symmetric().clone();
    double c = head.constant();
    switch (coefficient) {
      case 0, 1 -> b[coefficient] += by;
      case 2 -> g[0] += by;
      default -> c += by;
    }
    return new DavidsonHead(b, g, c);
  }

  private static List<HeadRow> votes(int count, Random random, boolean tieFree) {
    List<HeadRow> rows = new ArrayList<>();
    while (rows.size() < count) {
      double[] x = {random.nextGaussian(), random.nextGaussian()};
      double[] s = {random.nextGaussian()};
      HeadRow row = new HeadRow(x, s, Target.of(Outcome.WINNER_MODEL_A, false));
      double[] p = PLANTED.probabilities(row);
      double drawn = random.nextDouble();
      Outcome outcome =
          drawn < p[0]
              ? Outcome.WINNER_MODEL_A
              : drawn < p[0] + p[1] ? Outcome.WINNER_MODEL_B : Outcome.WINNER_TIE;
      if (!tieFree || outcome != Outcome.WINNER_TIE) {
        rows.add(new HeadRow(x, s, Target.of(outcome, tieFree)));
      }
    }
    return rows;
  }
}
