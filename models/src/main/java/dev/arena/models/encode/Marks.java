package dev.arena.models.encode;

/**
 * Counts of single characters and short marks in a text.
 *
 * @param digits decimal digits of any script
 * @param questionMarks ASCII, full-width and Arabic ones
 * @param exclamationMarks ASCII and full-width ones
 * @param sentences ends of sentences: an end mark, such as a full stop, directly before a blank or
 *     the end of the text, or any ideographic end mark
 * @param bold pairs of {@code **}
 * @param links occurrences of {@code http://} and {@code https://}
 * @param nonAscii code points above 127
 */
record Marks(
    long digits,
    long questionMarks,
    long exclamationMarks,
    long sentences,
    long bold,
    long links,
    long nonAscii) {

  static Marks of(String text) {
    long digits = 0;
    long questions = 0;
    long exclamations = 0;
    long sentences = 0;
    long doubleAsterisks = 0;
    long links = 0;
    long nonAscii = 0;
    for (int i = 0; i < text.length(); ) {
      if (isAsciiLetterOrBlank(text.charAt(i))) { // most characters
        i++;
        continue;
      }
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (c > 127) {
        nonAscii++;
      }
      if (Character.isDigit(c)) {
        digits++;
      } else if (isQuestionMark(c)) {
        questions++;
      } else if (c == '!' || c == '\uff01') {
        exclamations++;
      } else if (c == '*' && text.startsWith("*", next)) {
        doubleAsterisks++;
        next++;
      } else if (c == ':' && isLink(text, i)) {
        links++;
      }
      if (isIdeographicEnd(c) || (isEnd(c) && isBlankOrEnd(text, next))) {
        sentences++;
      }
      i = next;
    }
    return new Marks(
        digits, questions, exclamations, sentences, doubleAsterisks / 2, links, nonAscii);
  }

  private static boolean isAsciiLetterOrBlank(char c) {
    return (c >= 'a' && c <= 'z') || c == ' ' || (c >= 'A' && c <= 'Z');
  }

  private static boolean isLink(String text, int colon) {
    return text.startsWith("://", colon)
        && (text.startsWith("http", colon - 4) || text.startsWith("https", colon - 5));
  }

  private static boolean isQuestionMark(int c) {
    return c == '?' || c == '\uff1f' || c == '\u061f';
  }

  private static boolean isEnd(int c) {
    return c == '.' || c == '!' || c == '?' || c == '\u061f' || c == '\u2026' || c == '\u0964';
  }

  private static boolean isIdeographicEnd(int c) {
    return c == '\u3002' || c == '\uff01' || c == '\uff1f';
  }

  private static boolean isBlankOrEnd(String text, int index) {
    return index >= text.length() || Character.isWhitespace(text.charAt(index));
  }
}
