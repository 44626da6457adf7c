package dev.arena.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.ModelFigures.Confusion;
import dev.arena.trainer.evaluate.Reliability.PerfectCalibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
  private static final Outcome A = Outcome.WINNER_MODEL_A;
  private static final Outcome B = Outcome.WINNER_MODEL_B;
  private static final Outcome TIE = Outcome.WINNER_TIE;

  @Test
  void theErrorIsTheMeanOverRowsOfEachBinsDistance() {
    List<Probabilities> predictions =
        List.of(
            new Probabilities(0.62, 0.2, 0.18),
            new Probabilities(0.2, 0.68, 0.12),
            new Probabilities(0.1, 0.05, 0.85),
            new Probabilities(1, 0, 0));
    Reliability reliability = Reliability.of(predictions, List.of(A, A, TIE, A));
    // bin 0.6 to 0.7: confidence 0.65, right 1 of 2; bin 0.8 to 0.9: 0.85, right; bin 0.9 to 1: 1
    assertThat(reliability.bins())
        .extracting(Reliability.Bin::rows, Reliability.Bin::right)
        .containsExactly(tuple(2, 0.5), tuple(1, 1.0), tuple(1, 1.0));
    assertThat(reliability.calibrationError()).isCloseTo((2 * 0.15 + 0.15 + 0) / 4, within(1e-12));
  }

  @Test
  void certainPredictionsHaveNoErrorByChance() {
    PerfectCalibration perfect =
        PerfectCalibration.of(List.of(new Probabilities(1, 0, 0), new Probabilities(0, 0, 1)));
    assertThat(perfect).isEqualTo(new PerfectCalibration(0, 0));
  }

  @Test
  void oneRowsErrorByChanceIsKnown() {
    // right with probability 0.6: distance 0.4; wrong with probability 0.4: distance 0.6; mean 0.48
    PerfectCalibration perfect = PerfectCalibration.of(List.of(new Probabilities(0.6, 0.25, 0.15)));
    assertThat(perfect.mean()).isCloseTo(0.48, within(0.01));
    assertThat(perfect.percentile95()).isCloseTo(0.6, within(1e-12));
  }

  @Test
  void moreRowsLeaveLessToChance() {
    Random random = new Random(3);
    List<Probabilities> many = IntStream.range(0, 2000).mapToObj(i -> any(random)).toList();
    assertThat(PerfectCalibration.of(many).percentile95())
        .isLessThan(PerfectCalibration.of(many.subList(0, 100)).mean());
  }

  /** With a calibrated model, one set of votes in twenty exceeds the 95th percentile. */
  @Test
  void votesDrawnFromTheProbabilitiesExceedThePercentileOnceInTwenty() {
    Random random = new Random(5);
    List<Probabilities> predictions = IntStream.range(0, 150).mapToObj(i -> any(random)).toList();
    PerfectCalibration perfect = PerfectCalibration.of(predictions);
    int above = 0;
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      double error = Reliability.of(predictions, drawn(predictions, random)).calibrationError();
      above += error > perfect.percentile95() ? 1 : 0;
      sum += error;
    }
    assertThat(above).isBetween(25, 80);
    assertThat(sum / 1000).isCloseTo(perfect.mean(), within(0.003));
  }

  @Property(tries = 50)
  void binsHoldEveryRowOnce(@ForAll @IntRange(min = 1, max = 200) int rows, @ForAll long seed) {
    Random random = new Random(seed);
    List<Probabilities> predictions = IntStream.range(0, rows).mapToObj(i -> any(random)).toList();
    List<Outcome> outcomes = drawn(predictions, random);
    Reliability reliability = Reliability.of(predictions, outcomes);
    assertThat(reliability.bins().stream().mapToInt(Reliability.Bin::rows).sum()).isEqualTo(rows);
    assertThat(reliability.bins())
        .allSatisfy(
            bin -> {
              assertThat(bin.confidence()).isBetween(bin.from() - 1e-9, bin.to() + 1e-9);
              assertThat(bin.right()).isBetween(bin.interval95().low(), bin.interval95().high());
            });
    assertThat(reliability.calibrationError()).isBetween(0.0, 1.0);
    Confusion confusion = Confusion.of(predictions, outcomes);
    assertThat(confusion.rows().stream().flatMap(List::stream).mapToInt(i -> i).sum())
        .isEqualTo(rows);
    assertThat((double) (confusion.of(A, A) + confusion.of(B, B) + confusion.of(TIE, TIE)) / rows)
        .isCloseTo(RowLosses.of(predictions, outcomes).accuracy(), within(1e-12));
  }

  private static Probabilities any(Random random) {
    return Probabilities.scaled(
        0.05 + random.nextDouble(), 0.05 + random.nextDouble(), 0.05 + random.nextDouble());
  }

  private static List<Outcome> drawn(List<Probabilities> predictions, Random random) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Probabilities p : predictions) {
      double u = random.nextDouble();
      outcomes.add(u < p.a() ? A : u < p.a() + p.b() ? B : TIE);
    }
    return outcomes;
  }
}
