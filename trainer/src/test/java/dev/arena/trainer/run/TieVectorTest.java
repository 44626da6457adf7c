package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.head.HeadRow;
import dev.arena.trainer.head.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TieVectorTest {
  private static final double[] TRUE = {1.5, -1, 0};

  private final List<HeadRow> rows = new ArrayList<>();
  private final List<double[]> sums = new ArrayList<>();

  @Test
  void theWeightsAreFoundThatMakeTiesProbable() {
    draw(8000);
    TieVector fitted = TieVector.fit(rows, sums, 1);
    for (int j = 0; j < TRUE.length; j++) {
      assertThat(fitted.weights()[j]).isCloseTo(TRUE[j], within(0.15));
      assertThat(fitted.centre()[j]).isCloseTo(3, within(0.1));
    }
  }

  @Test
  void aLargeRidgeSaysNothing() {
    draw(200);
    assertThat(TieVector.fit(rows, sums, 1e9).weights())
        .containsExactly(new double[3], within(1e-4));
  }

  @Test
  void theScoreIsTheSameWhenTheVectorsAreSwapped() {
    TieVector vector = new TieVector(new double[] {0.5, -2}, new double[] {0.25, 0.5});
    float[] first = {1, 2};
    float[] second = {-0.5f, 0.75f};
    assertThat(vector.score(first, second)).isEqualTo(vector.score(second, first));
    assertThat(vector.score(first, second)).isCloseTo(0.5 * 0.25 - 2 * 2.25, within(1e-12));
    assertThat(vector.scoreOfZero()).isCloseTo(0.875, within(1e-12));
  }

  /** Sums around 3, and a feature that makes ties less probable. */
  private void draw(int count) {
    Random random = new Random(3);
    for (int i = 0; i < count; i++) {
      double[] sum = new double[TRUE.length];
      double feature = random.nextGaussian();
      double tie = -feature;
      for (int j = 0; j < sum.length; j++) {
        double value = random.nextGaussian();
        sum[j] = 3 + value;
        tie += TRUE[j] * value;
      }
      double[] p = DavidsonHead.probabilities(0, tie);
      double at = random.nextDouble();
      Outcome outcome =
          at < p[0]
              ? Outcome.WINNER_MODEL_A
              : at < p[0] + p[1] ? Outcome.WINNER_MODEL_B : Outcome.WINNER_TIE;
      sums.add(sum);
      rows.add(new HeadRow(new double[0], new double[] {feature}, Target.of(outcome, false)));
    }
  }
}
