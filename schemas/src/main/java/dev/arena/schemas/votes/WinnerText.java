package dev.arena.schemas.votes;

import dev.arena.schemas.jsonl.Winner;
import org.jspecify.annotations.Nullable;

/** How files name the winner of a vote. */
final class WinnerText {
  /** What the text must be, for messages. */
  static final String EXPECTED =
      "expected model_a, model_b, tie or both_bad (or A, B, or the name of the winning model)";

  private WinnerText() {}

  /** The winner; null if the text names none. */
  static @Nullable Winner of(String text, String modelA, String modelB) {
    Winner known = Winner.ofText(text);
    if (known != null) {
      return known;
    }
    if (text.equals("A") || text.equals("a") || text.equals(modelA)) {
      return Winner.MODEL_A;
    }
    return text.equals("B") || text.equals("b") || text.equals(modelB) ? Winner.MODEL_B : null;
  }
}
