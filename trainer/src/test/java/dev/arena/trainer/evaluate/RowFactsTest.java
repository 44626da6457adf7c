package dev.arena.trainer.evaluate;

import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.Probabilities;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.RowFacts.Script;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowFactsTest {
  @Test
  void theScriptIsThatOfThePrompt() {
    assertThat(script("Was ist größer?", "日本")).isEqualTo(Script.LATIN);
    assertThat(script("日本で一番高い山は? (English)", "Fuji")).isEqualTo(Script.CJK);
    assertThat(script("안녕하세요", "x")).isEqualTo(Script.CJK);
    assertThat(script("Что это?", "x")).isEqualTo(Script.CYRILLIC);
    assertThat(script("ما هذا؟", "x")).isEqualTo(Script.ARABIC);
    assertThat(script("यह क्या है", "x")).isEqualTo(Script.OTHER);
  }

  @Test
  void theScriptIsThatOfTheAnswersIfThePromptHasNoLetters() {
    assertThat(script("2+2?", "четыре")).isEqualTo(Script.CYRILLIC);
    assertThat(script("2+2?", "4")).isEqualTo(Script.NONE);
    assertThat(RowFacts.of(Rows.row(2, WINNER_MODEL_A, new Turn(null, null, null))).script())
        .isEqualTo(Script.NONE);
  }

  @Test
  void lengthsAreCodePointsOfAllTurns() {
    RowFacts facts =
        RowFacts.of(
            Rows.row(7, WINNER_MODEL_A, new Turn("p", "😀😀", null), new Turn("q", "ab", "c")));
    assertThat(facts).isEqualTo(new RowFacts(4, 1, 2, Script.LATIN, false));
    assertThat(RowFacts.of(Rows.row(2, WINNER_MODEL_A, "p", "```\nx\n```", "y")).code()).isTrue();
  }

  @Test
  void aRowIsInOneSliceOfEachKind() {
    List<LabelledRow> rows =
        List.of(
            LabelledRow.of(Rows.row(2, WINNER_MODEL_A, "p", "x".repeat(500), "y".repeat(500))),
            LabelledRow.of(Rows.row(3, WINNER_MODEL_A, "Что", "x", "```")));
    List<Outcome> outcomes = rows.stream().map(LabelledRow::outcome).toList();
    RowLosses model = losses(outcomes, 0.5, 0.25);
    RowLosses other = losses(outcomes, 0.25, 0.25);
    List<Slice> slices = Slice.of(rows, model, other);
    assertThat(slices)
        .extracting(Slice::name)
        .containsExactly(
            "under 400 characters",
            "400 to 999",
            "1 turn",
            "Latin",
            "Cyrillic",
            "no block of code",
            "a block of code");
    assertThat(slices.get(1).logLoss()).isCloseTo(-Math.log(0.5), within(1e-12));
    assertThat(slices.get(1).differenceToLengthStyle().mean())
        .isCloseTo(-Math.log(2), within(1e-12));
    assertThat(slices.get(2).rows()).isEqualTo(2);
  }

  private static RowLosses losses(List<Outcome> outcomes, double... ofA) {
    return RowLosses.of(
        Arrays.stream(ofA).mapToObj(a -> new Probabilities(a, (1 - a) / 2, (1 - a) / 2)).toList(),
        outcomes);
  }

  private static Script script(String prompt, String answer) {
    return RowFacts.of(Rows.row(2, WINNER_MODEL_A, prompt, answer, answer)).script();
  }
}
