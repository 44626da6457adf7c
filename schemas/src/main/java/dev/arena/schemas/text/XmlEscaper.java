package dev.arena.schemas.text;

/** Escapes text for HTML and SVG, between tags or in quotes. */
public final class XmlEscaper {
  private static final int REPLACEMENT = 0xFFFD;

  private XmlEscaper() {}

  /** Escapes characters that have a meaning in markup, and replaces those that XML forbids. */
  public static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isAllowed(point) ? point : REPLACEMENT);
              }
            });
    return safe.toString();
  }

  /** Whether XML 1.0 and HTML allow a character. */
  private static boolean isAllowed(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || (point >= 0x20 && point < 0x7F)
        || (point >= 0xA0 && point <= 0xD7FF)
        || (point >= 0xE000 && point <= 0xFFFD)
        || (point >= 0x10000 && point <= 0x10FFFF);
  }
}
