package dev.arena.models;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a text into sentences: at line breaks, and within a line where Java's {@link
 * BreakIterator} sees the boundary of a sentence in any language. Items of a list and lines of code
 * are therefore sentences of their own. What has no letters, such as the number of a list's item,
 * belongs to the sentence after it.
 */
final class SentenceSplitter {
  private SentenceSplitter() {}

  /**
   * The place of a sentence in a text, with the blanks and the line break after it.
   *
   * @param begin UTF-16 index of the first character
   * @param end UTF-16 index after the last character
   */
  record Range(int begin, int end) {}

  /** The first sentences of a text, in order; blank ones are left out. */
  static List<Range> split(String text, int most) {
    BreakIterator boundaries = BreakIterator.getSentenceInstance(Locale.ROOT);
    List<Range> sentences = new ArrayList<>();
    for (int line = 0; line < text.length() && sentences.size() < most; ) {
      int end = endOfLine(text, line);
      boundaries.setText(text.substring(line, end));
      int from = 0;
      for (int to = boundaries.next();
          to != BreakIterator.DONE && sentences.size() < most;
          to = boundaries.next()) {
        String sentence = text.substring(line + from, line + to);
        if (line + to < end && sentence.codePoints().noneMatch(Character::isLetter)) {
          continue;
        }
        if (!sentence.isBlank()) {
          sentences.add(new Range(line + from, line + to));
        }
        from = to;
      }
      line = end;
    }
    return sentences;
  }

  /** The index after the line's break, or the end of the text. */
  private static int endOfLine(String text, int from) {
    int at = text.indexOf('\n', from);
    return at < 0 ? text.length() : at + 1;
  }
}
