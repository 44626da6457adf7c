package dev.arena.console.page.pair;

import java.util.Locale;

/** Shortens a text where there is no room for all of it, and says so. */
final class Shortened {
  private Shortened() {}

  /**
   * The text, or its beginning with the number of its characters.
   *
   * @param longest the most characters that are shown
   */
  static String text(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isLowSurrogate(text.charAt(longest)) ? longest - 1 : longest;
    return String.format(
        Locale.ROOT, "%s... (%,d characters)", text.substring(0, end), text.length());
  }
}
