package dev.arena.console.page;

import java.util.Locale;

/** Writes probabilities as percentages. */
final class Percent {
  private Percent() {}

  /**
   * With one digit after the point; a number that is no probability, which a record may hold, as it
   * is.
   */
  static String of(double probability) {
    return probability >= 0 && probability <= 1
        ? String.format(Locale.ROOT, "%.1f\u00A0%%", 100 * probability)
        : String.valueOf(probability);
  }
}
