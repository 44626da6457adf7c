package dev.arena.trainer.evaluate;

import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_A;
import static dev.arena.schemas.csv.Outcome.WINNER_TIE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Probabilities;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.Outcome;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowExampleTest {
  @Test
  void theLargestLossesAreKeptInOrder() {
    RowExample.Ranking examples = new RowExample.Ranking();
    double[] ofA = new Random(1).doubles(300).toArray();
    for (int i = 0; i < ofA.length; i++) {
      examples.offer(row(i, WINNER_MODEL_A, likes(ofA[i]), null));
    }
    assertThat(examples.highest(false))
        .hasSize(RowExample.Ranking.MOST)
        .extracting(example -> example.predicted().a())
        .isSorted()
        .first()
        .isEqualTo(Arrays.stream(ofA).min().getAsDouble());
  }

  @Test
  void aTieFreeFileIsRankedByWhichOfTwoWins() {
    RowExample.Ranking examples = new RowExample.Ranking();
    Probabilities sureOfTie = new Probabilities(0.02, 0.01, 0.97);
    examples.offer(row(2, WINNER_MODEL_A, sureOfTie, null));
    examples.offer(row(3, WINNER_MODEL_A, new Probabilities(0.1, 0.8, 0.1), null));
    assertThat(examples.highest(false))
        .extracting(row -> row.excerpt().line())
        .containsExactly(2L, 3L);
    assertThat(examples.highest(true))
        .extracting(row -> row.excerpt().line())
        .containsExactly(3L, 2L);
  }

  @Test
  void twoModelsAreRankedByHowFarTheirLossesDiffer() {
    RowExample.Ranking examples = new RowExample.Ranking();
    examples.offer(row(2, WINNER_TIE, likes(0.99), likes(0.99)));
    examples.offer(row(3, WINNER_MODEL_A, likes(0.8), likes(0.2)));
    assertThat(examples.highest(false))
        .extracting(row -> row.excerpt().line())
        .containsExactly(3L, 2L);
  }

  @Test
  void excerptsAreShortAndPlain() {
    Excerpt excerpt =
        Excerpt.of(
            Rows.row(
                2,
                WINNER_MODEL_A,
                new Turn("one\n\n\t two\u0000", "😀".repeat(36_000), null),
                new Turn(null, "z", "end")));
    assertThat(excerpt.prompt()).isEqualTo("one two ⏎ (no answer)");
    assertThat(excerpt.answerA().codePoints()).hasSize(Excerpt.MOST).last().isEqualTo((int) '…');
    assertThat(excerpt.answerB()).isEqualTo("(no answer) ⏎ end");
  }

  @Property(tries = 200)
  void excerptsOfAnyTextAreShort(@ForAll String text) {
    String cut = Excerpt.cut(text.repeat(3));
    assertThat(cut.codePointCount(0, cut.length())).isLessThanOrEqualTo(Excerpt.MOST);
    assertThat(cut).doesNotContain("\n", "\t");
  }

  private static RowExample row(
      int line, Outcome voted, Probabilities predicted, @Nullable Probabilities compared) {
    return new RowExample(
        Excerpt.of(Rows.row(line, voted, "p", "a", "b")), voted, predicted, compared);
  }

  private static Probabilities likes(double a) {
    return new Probabilities(a, (1 - a) / 2, (1 - a) / 2);
  }
}
