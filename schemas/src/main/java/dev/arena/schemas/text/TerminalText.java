package dev.arena.schemas.text;

/**
 * Escapes that keep text from controlling a terminal or forging a line: control characters (C0,
 * C1), format characters (direction marks, zero-width characters), U+2028, U+2029 and lone
 * surrogates.
 *
 * <p>The escapes are those of JSON (<code>&#92;n</code>, <code>&#92;u202e</code>), so escaped JSON
 * keeps its meaning. Backslashes in the text stay unchanged, so the escaping cannot be reversed.
 */
public final class TerminalText {
  private static final String INDENT = "  ";

  private TerminalText() {}

  /** The text on one line. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** The text, escaped except for line endings and tabs. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  /**
   * A message of one or more lines. Every line but the first is indented, so that none looks like a
   * separate message.
   */
  public static String message(String text) {
    return lines(text.replaceAll("\r?\n(?![ \t])", "\n" + INDENT)).replaceAll("\n\\s*$", "");
  }

  /** Whether a terminal may interpret a character instead of showing it, or show nothing. */
  public static boolean isEscaped(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** Appends the escape of a character; see {@link #isEscaped}. */
  public static void escape(int codePoint, StringBuilder text) {
    switch (codePoint) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        for (char unit : Character.toChars(codePoint)) {
          text.append(String.format("\\u%04x", (int) unit));
        }
      }
    }
  }

  private static String escaped(String text, boolean keepsLines) {
    StringBuilder plain = null;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      boolean kept = !isEscaped(codePoint) || (keepsLines && isLayout(codePoint));
      if (!kept && plain == null) {
        plain = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (plain != null) {
        if (kept) {
          plain.appendCodePoint(codePoint);
        } else {
          escape(codePoint, plain);
        }
      }
      i += Character.charCount(codePoint);
    }
    return plain == null ? text : plain.toString();
  }

  private static boolean isLayout(int codePoint) {
    return codePoint == '\n' || codePoint == '\t';
  }
}
