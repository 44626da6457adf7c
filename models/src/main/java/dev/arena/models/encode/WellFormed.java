package dev.arena.models.encode;

/** Text that every UTF-8 encoder accepts. */
final class WellFormed {
  private static final char REPLACEMENT = '\uFFFD';

  private WellFormed() {}

  /** The text itself, or a copy in which U+FFFD stands for each unpaired surrogate. */
  static String text(String text) {
    int lone = nextLoneSurrogate(text, 0);
    if (lone < 0) {
      return text;
    }
    StringBuilder copy = new StringBuilder(text);
    for (; lone >= 0; lone = nextLoneSurrogate(text, lone + 1)) {
      copy.setCharAt(lone, REPLACEMENT);
    }
    return copy.toString();
  }

  private static int nextLoneSurrogate(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
