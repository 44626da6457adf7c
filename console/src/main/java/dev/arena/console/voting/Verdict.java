package dev.arena.console.voting;

import dev.arena.schemas.VoteOutcome;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a voter says about two answers that stand side by side. */
public enum Verdict {
  LEFT,
  RIGHT,
  TIE,
  BOTH_BAD;

  /** All texts, as a phrase that follows "expected". */
  static final String EXPECTED =
      Arrays.stream(values()).map(Verdict::text).collect(Collectors.joining(", "));

  /** What a request says, such as {@code both_bad}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The verdict that a request means; empty if there is no such text. */
  public static Optional<Verdict> of(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  /**
   * The outcome for the pair.
   *
   * @param swapped whether B was shown on the left
   */
  VoteOutcome outcome(boolean swapped) {
    return switch (this) {
      case LEFT -> swapped ? VoteOutcome.B : VoteOutcome.A;
      case RIGHT -> swapped ? VoteOutcome.A : VoteOutcome.B;
      case TIE -> VoteOutcome.TIE;
      case BOTH_BAD -> VoteOutcome.BOTH_BAD;
    };
  }
}
