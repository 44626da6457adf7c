package dev.arena.trainer.evaluate;

import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_A;
import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_B;
import static dev.arena.schemas.csv.Outcome.WINNER_TIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LengthBiasTest {
  @Test
  void sharesCoverRowsWithAWinnerAndAnswersOfDifferentLengths() {
    LengthBias bias =
        LengthBias.of(
            List.of(
                row(WINNER_MODEL_A, 100, 10), // longer won
                row(WINNER_MODEL_A, 10, 100), // shorter won
                row(WINNER_MODEL_B, 100, 105), // longer won
                row(WINNER_TIE, 100, 10),
                row(WINNER_MODEL_A, 7, 7)),
            List.of(
                new Probabilities(0.6, 0.2, 0.2),
                new Probabilities(0.3, 0.3, 0.4),
                new Probabilities(0.4, 0.1, 0.5),
                new Probabilities(0, 1, 0),
                new Probabilities(0, 1, 0)));
    LengthBias.Share all = Objects.requireNonNull(bias.overall());
    assertThat(all.rows()).isEqualTo(3);
    assertThat(all.voters()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(all.modelExpects()).isCloseTo((0.75 + 0.5 + 0.2) / 3, within(1e-12));
    assertThat(all.modelPicks()).isCloseTo((1 + 0.5 + 0) / 3, within(1e-12));
    assertThat(bias.byGap())
        .extracting(LengthBias.Share::gap)
        .containsExactly("under 1.1 times", "4 times or more");
  }

  @Test
  void whereNothingCanBeComparedThereIsNoShare() {
    LengthBias bias =
        LengthBias.of(List.of(row(WINNER_TIE, 1, 2)), List.of(new Probabilities(1, 0, 0)));
    assertThat(bias.overall()).isNull();
    assertThat(bias.byGap()).isEmpty();
  }

  @Test
  void anEmptyAnswerIsShorterByAnyMeasure() {
    LengthBias bias =
        LengthBias.of(List.of(row(WINNER_MODEL_B, 0, 2)), List.of(new Probabilities(0, 1, 0)));
    assertThat(bias.byGap())
        .singleElement()
        .satisfies(
            share -> {
              assertThat(share.gap()).isEqualTo("4 times or more");
              assertThat(share.modelPicks()).isEqualTo(1);
            });
  }

  private static LabelledRow row(Outcome outcome, int charactersA, int charactersB) {
    return LabelledRow.of(
        Rows.row(2, outcome, "p", "x".repeat(charactersA), "y".repeat(charactersB)));
  }
}
