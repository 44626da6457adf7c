package dev.arena.models.facts;

/**
 * The Markdown of a text, counted as FastChat's {@code add_markdown_info.py} does for style
 * control, outside code blocks.
 *
 * <p>One difference: FastChat also removes other occurrences of a code block's content from the
 * text; this class removes the code blocks only. The time is linear in the text's length.
 *
 * @param headers lines that begin with one to six {@code #} and white space
 * @param lists lines that begin with a bullet, or a number and a full stop, and white space
 * @param bold passages of one line between two {@code **} or two {@code __}
 */
record MarkdownCounts(int headers, int lists, int bold) {
  private static final String FENCE = "```";
  private static final int HIGHEST_LEVEL = 6;

  /** Unicode's next line character, which Java does not call white space, but Python does. */
  private static final int NEXT_LINE = 0x85;

  static MarkdownCounts of(String text) {
    String outside = withoutCode(text);
    int headers = 0;
    int lists = 0;
    int line = 0;
    while (line < outside.length()) {
      if (isHeader(outside, line)) {
        headers++;
      } else if (isListItem(outside, line)) {
        lists++;
      }
      int end = outside.indexOf('\n', line);
      line = end < 0 ? outside.length() : end + 1;
    }
    return new MarkdownCounts(headers, lists, passages(outside, '*') + passages(outside, '_'));
  }

  /** The text without what is between two fences; the fences stay, and no backtick is between. */
  private static String withoutCode(String text) {
    int open = text.indexOf(FENCE);
    if (open < 0) {
      return text;
    }
    StringBuilder outside = new StringBuilder(text.length());
    int copied = 0;
    while (open >= 0) {
      int close = text.indexOf('`', open + FENCE.length());
      if (close < 0) {
        break;
      }
      if (text.startsWith(FENCE, close)) {
        outside.append(text, copied, open + FENCE.length());
        copied = close;
        open = text.indexOf(FENCE, close + FENCE.length());
      } else {
        open = text.indexOf(FENCE, open + 1);
      }
    }
    return outside.append(text, copied, text.length()).toString();
  }

  private static boolean isHeader(String text, int line) {
    int level = 0;
    while (level <= HIGHEST_LEVEL
        && line + level < text.length()
        && text.charAt(line + level) == '#') {
      level++;
    }
    return level > 0 && level <= HIGHEST_LEVEL && isSpaceAt(text, line + level);
  }

  private static boolean isListItem(String text, int line) {
    int at = line;
    while (at < text.length() && text.charAt(at) != '\n' && isSpace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return false;
    }
    char first = text.charAt(at);
    if (first == '-' || first == '*' || first == '+') {
      return isSpaceAt(text, at + 1);
    }
    int digits = at;
    while (digits < text.length() && Character.isDigit(text.codePointAt(digits))) {
      digits += Character.charCount(text.codePointAt(digits));
    }
    return digits > at
        && digits < text.length()
        && text.charAt(digits) == '.'
        && isSpaceAt(text, digits + 1);
  }

  private static boolean isSpaceAt(String text, int at) {
    return at < text.length() && isSpace(text.charAt(at));
  }

  /** White space as in Python's regular expressions. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
  }

  /** The number of passages between two double marks, without a mark or a line feed inside. */
  private static int passages(String text, char mark) {
    String marks = String.valueOf(mark).repeat(2);
    int passages = 0;
    int open = text.indexOf(marks);
    while (open >= 0) {
      int inside = open + marks.length();
      int end = inside;
      while (end < text.length() && text.charAt(end) != mark && text.charAt(end) != '\n') {
        end++;
      }
      boolean closed = end > inside && text.startsWith(marks, end);
      if (closed) {
        passages++;
      }
      open = text.indexOf(marks, closed ? end + marks.length() : open + 1);
    }
    return passages;
  }
}
