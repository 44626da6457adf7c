package dev.arena.models.encode;

/**
 * Counts of the Markdown elements, paragraphs and repeated lines in a text.
 *
 * @param headers lines that begin with one to six {@code #} and a blank
 * @param listItems lines that begin with a bullet or a number and a blank
 * @param tableRows lines that begin with {@code |}
 * @param codeBlocks fenced code blocks; the last one may be unclosed
 * @param paragraphs runs of non-blank lines
 * @param repeatedShare share in [0, 1] of non-blank lines that repeat an earlier line
 */
record Markup(
    long headers,
    long listItems,
    long tableRows,
    long codeBlocks,
    long paragraphs,
    double repeatedShare) {
  /** Maximum number of lines remembered to find repetitions; bounds memory. */
  private static final int REMEMBERED = 10_000;

  /** Initial capacity for remembered lines. */
  private static final int REMEMBERED_AT_FIRST = 16;

  static Markup of(String text) {
    return new Scanner().scan(text);
  }

  /** A scanner that reads a text line by line. */
  private static final class Scanner {
    private final LongHashSet seen = new LongHashSet(REMEMBERED_AT_FIRST);
    private long headers;
    private long listItems;
    private long tableRows;
    private long fences;
    private long paragraphs;
    private long lines;
    private long repeated;
    private boolean inParagraph;

    Markup scan(String text) {
      int from = 0;
      while (from < text.length()) {
        int end = text.indexOf('\n', from);
        end = end < 0 ? text.length() : end;
        line(text, from, end);
        from = end + 1;
      }
      return new Markup(
          headers,
          listItems,
          tableRows,
          (fences + 1) / 2,
          paragraphs,
          lines == 0 ? 0 : (double) repeated / lines);
    }

    private void line(String text, int from, int end) {
      int start = from;
      while (start < end && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
      if (start == end) {
        inParagraph = false;
        return;
      }
      if (!inParagraph) {
        paragraphs++;
        inParagraph = true;
      }
      remember(text, start, end);
      char first = text.charAt(start);
      if (first == '#' && isHeader(text, start, end)) {
        headers++;
      } else if (first == '|') {
        tableRows++;
      } else if (text.startsWith("```", start) || text.startsWith("~~~", start)) {
        fences++;
      } else if (isListItem(text, start, end)) {
        listItems++;
      }
    }

    private void remember(String text, int start, int end) {
      lines++;
      int hash = 0;
      for (int i = start; i < end; i++) {
        hash = 31 * hash + text.charAt(i);
      }
      if (seen.contains(hash)) {
        repeated++;
      } else if (seen.size() < REMEMBERED) {
        seen.add(hash);
      }
    }

    private static boolean isHeader(String text, int start, int end) {
      int level = 0;
      while (start + level < end && level < 7 && text.charAt(start + level) == '#') {
        level++;
      }
      return level <= 6 && isBlankAt(text, start + level, end);
    }

    private static boolean isListItem(String text, int start, int end) {
      char first = text.charAt(start);
      if (first == '-' || first == '*' || first == '+' || first == '\u2022') {
        return isBlankAt(text, start + 1, end);
      }
      int digits = 0;
      while (start + digits < end && digits < 4 && isAsciiDigit(text.charAt(start + digits))) {
        digits++;
      }
      int mark = start + digits;
      return digits > 0
          && mark < end
          && (text.charAt(mark) == '.' || text.charAt(mark) == ')')
          && isBlankAt(text, mark + 1, end);
    }

    private static boolean isAsciiDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private static boolean isBlankAt(String text, int index, int end) {
      return index < end && (text.charAt(index) == ' ' || text.charAt(index) == '\t');
    }
  }
}
