package dev.arena.trainer.evaluate;

import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_A;
import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_B;
import static dev.arena.schemas.csv.Outcome.WINNER_TIE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  @Test
  void votersWhoPreferTheLongerAnswerArePredicted() {
    List<Baselines.Row> rows = rows(200, true);
    List<Outcome> votes = rows.stream().map(Baselines.Row::outcome).toList();
    Map<String, List<Probabilities>> predicted = Baselines.withinRows().predict(rows, false);
    double prior = RowLosses.of(predicted.get("prior"), votes).logLoss();
    double length = RowLosses.of(predicted.get("length"), votes).logLoss();
    assertThat(prior).isBetween(1.0, 1.2);
    assertThat(length).isLessThan(prior - 0.2);
  }

  @Test
  void noRowIsPredictedByAFitThatSawIt() {
    List<Baselines.Row> rows = rows(40, true);
    List<Baselines.Row> changed = new ArrayList<>(rows);
    Baselines.Row first = rows.get(0);
    changed.set(
        0,
        new Baselines.Row(
            first.antisymmetric(),
            first.symmetric(),
            first.outcome() == WINNER_TIE ? WINNER_MODEL_A : WINNER_TIE));
    Map<String, List<Probabilities>> before = Baselines.withinRows().predict(rows, false);
    Map<String, List<Probabilities>> after = Baselines.withinRows().predict(changed, false);
    before.forEach(
        (name, predictions) -> {
          assertThat(after.get(name).get(0)).isEqualTo(predictions.get(0));
          assertThat(after.get(name)).isNotEqualTo(predictions);
        });
  }

  @Test
  void withoutTiesBaselinesSayWhichOfTwoWins() {
    Map<String, List<Probabilities>> predicted =
        Baselines.withinRows()
            .with("mine", row -> new Probabilities(0.2, 0.2, 0.6))
            .predict(rows(60, false), true);
    assertThat(predicted).containsOnlyKeys("prior", "length", "length_style", "mine");
    predicted.values().forEach(p -> assertThat(p).allMatch(row -> row.tie() == 0));
    assertThat(predicted.get("mine")).containsOnly(new Probabilities(0.5, 0.5, 0));
  }

  @Test
  void oneRowIsPredictedFromNothing() {
    Baselines.withinRows()
        .predict(rows(1, false), false)
        .values()
        .forEach(p -> assertThat(p).containsExactly(Probabilities.scaled(1, 1, 1)));
  }

  private static List<Baselines.Row> rows(int count, boolean ties) {
    Random random = new Random(11);
    List<Baselines.Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int a = 50 + random.nextInt(1000);
      int b = 50 + random.nextInt(1000);
      Outcome vote = a > b ? WINNER_MODEL_A : WINNER_MODEL_B;
      vote = ties && i % 3 == 2 ? WINNER_TIE : vote;
      rows.add(LabelledRow.of(Rows.row(i, vote, "p", "x".repeat(a), "y".repeat(b))).vote());
    }
    return rows;
  }
}
