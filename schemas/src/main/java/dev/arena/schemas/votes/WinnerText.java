package dev.arena.schemas.votes;

import dev.arena.schemas.jsonl.Winner;
import dev.arena.schemas.turns.Fault;
import org.jspecify.annotations.Nullable;

/** How files name the winner of a vote. */
final class WinnerText {
  /** What the text must be, for messages. */
  static final String EXPECTED =
      "expected model_a, model_b, tie or both_bad (or A, B, or the name of the winning model)";

  private WinnerText() {}

  /**
   * The winner; null if the text names none.
   *
   * @throws Fault if the text means one side, and is the name of the other side's model
   */
  static @Nullable Winner of(String text, String modelA, String modelB) throws Fault {
    Winner word = word(text);
    Winner name =
        text.equals(modelA) ? Winner.MODEL_A : text.equals(modelB) ? Winner.MODEL_B : null;
    if (word != null && name != null && word != name) {
      throw new Fault(
          "the winner is a side, and also the name of the other side's model; expected model_a or model_b");
    }
    return word == null ? name : word;
  }

  private static @Nullable Winner word(String text) {
    return switch (text) {
      case "A", "a" -> Winner.MODEL_A;
      case "B", "b" -> Winner.MODEL_B;
      default -> Winner.ofText(text);
    };
  }
}
