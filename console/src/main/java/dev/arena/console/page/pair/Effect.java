package dev.arena.console.page.pair;

import java.util.Locale;

/**
 * Says in words what a difference of a logit means, by sign and size: 0.1 multiplies the odds by
 * about 1.1, 0.7 by about 2.
 */
final class Effect {
  private static final double NONE = 0.005;
  private static final double SLIGHT = 0.1;
  private static final double STRONG = 0.7;

  private Effect() {}

  /** Whether a logit is 0 when it is shown. */
  static boolean isNone(double logit) {
    return Math.abs(logit) < NONE;
  }

  /** Whether a logit hardly changes the odds. */
  static boolean isSlight(double logit) {
    return Math.abs(logit) < SLIGHT;
  }

  /** With sign and two digits. */
  static String number(double logit) {
    return isNone(logit) ? "0.00" : String.format(Locale.ROOT, "%+.2f", logit);
  }

  /** What {@code ln(P(A) / P(B))} says, such as "strongly for B". */
  static String winner(double logit) {
    return words(logit, "for A", "for B");
  }

  /** What the logit of a tie says, such as "slightly against a tie". */
  static String tie(double logit) {
    return words(logit, "for a tie", "against a tie");
  }

  /** The answer for which {@code ln(P(A) / P(B))} speaks, and the number, such as "A +0.12". */
  static String shortText(double logit) {
    return isNone(logit)
        ? "0.00"
        : String.format(Locale.ROOT, "%s %+.2f", logit > 0 ? "A" : "B", logit);
  }

  private static String words(double logit, String positive, String negative) {
    if (isNone(logit)) {
      return "no effect";
    }
    String direction = logit > 0 ? positive : negative;
    return isSlight(logit)
        ? "slightly " + direction
        : Math.abs(logit) < STRONG ? direction : "strongly " + direction;
  }
}
