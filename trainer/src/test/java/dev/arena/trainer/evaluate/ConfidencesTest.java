package dev.arena.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.calibration.Reliability;
import dev.arena.trainer.evaluate.ModelFigures.Confusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConfidencesTest {
  private static final Outcome A = Outcome.WINNER_MODEL_A;
  private static final Outcome B = Outcome.WINNER_MODEL_B;
  private static final Outcome TIE = Outcome.WINNER_TIE;

  @Test
  void confidenceIsTheProbabilityOfTheLikeliestOutcome() {
    Confidences confidences =
        Confidences.of(
            List.of(
                new Probabilities(0.62, 0.2, 0.18),
                new Probabilities(0.2, 0.68, 0.12),
                new Probabilities(0.1, 0.05, 0.85)),
            List.of(A, A, TIE));
    assertThat(confidences.likeliest()).containsExactly(0.62, 0.68, 0.85);
    assertThat(confidences.right()).containsExactly(true, false, true);
    assertThat(confidences.perfectCalibration().mean()).isPositive();
  }

  @Property(tries = 50)
  void reliabilityConfusionAndAccuracyCountTheSameRows(
      @ForAll @IntRange(min = 1, max = 200) int rows, @ForAll long seed) {
    Random random = new Random(seed);
    List<Probabilities> predictions = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      predictions.add(
          Probabilities.scaled(
              0.05 + random.nextDouble(), 0.05 + random.nextDouble(), 0.05 + random.nextDouble()));
      outcomes.add(Outcome.values()[random.nextInt(3)]);
    }
    double accuracy = RowLosses.of(predictions, outcomes).accuracy();
    Reliability reliability = Confidences.of(predictions, outcomes).reliability();
    assertThat(reliability.bins().stream().mapToDouble(bin -> bin.rows() * bin.right()).sum())
        .isCloseTo(accuracy * rows, within(1e-9));
    Confusion confusion = Confusion.of(predictions, outcomes);
    assertThat(confusion.rows().stream().flatMap(List::stream).mapToInt(i -> i).sum())
        .isEqualTo(rows);
    assertThat((double) (confusion.of(A, A) + confusion.of(B, B) + confusion.of(TIE, TIE)) / rows)
        .isCloseTo(accuracy, within(1e-12));
  }
}
