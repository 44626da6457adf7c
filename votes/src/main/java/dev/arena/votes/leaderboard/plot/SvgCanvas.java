package dev.arena.votes.leaderboard.plot;

import java.util.Locale;

/** Writes SVG. For use by one thread. */
final class SvgCanvas implements Canvas {
  private static final char REPLACEMENT = 0xFFFD;

  private final StringBuilder svg = new StringBuilder();

  /**
   * @param title read first by a screen reader
   */
  SvgCanvas(int width, int height, String title) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s\" font-family=\"system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif\">\n",
        width, height, width, height, escape(title));
    add("<title>%s</title>\n", escape(title));
  }

  @Override
  public void rectangle(double x, double y, double width, double height, int colour) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#%06x\"/>\n",
        x, y, width, height, colour);
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, double thickness, int colour) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke-width=\"%.1f\" stroke=\"#%06x\"/>\n",
        x1, y1, x2, y2, thickness, colour);
  }

  @Override
  public void dot(double x, double y, double radius, int colour) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#%06x\"/>\n", x, y, radius, colour);
  }

  @Override
  public void text(double x, double y, Anchor anchor, double size, int colour, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%.1f\" fill=\"#%06x\">%s</text>\n",
        x, y, anchor.name().toLowerCase(Locale.ROOT), size, colour, escape(text));
  }

  @Override
  public void textUpwards(double x, double y, double size, int colour, String text) {
    add(
        "<text transform=\"translate(%.1f %.1f) rotate(-90)\" font-size=\"%.1f\" fill=\"#%06x\">%s</text>\n",
        x, y, size, colour, escape(text));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  /** Characters that XML does not allow are replaced. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            codePoint -> {
              switch (codePoint) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(codePoint) ? codePoint : REPLACEMENT);
              }
            });
    return escaped.toString();
  }

  /** As in XML 1.0, section 2.2; a text has no line breaks. */
  private static boolean isAllowed(int codePoint) {
    return codePoint >= ' '
        && codePoint != 0xFFFE
        && codePoint != 0xFFFF
        && Character.getType(codePoint) != Character.SURROGATE;
  }

  @Override
  public String toString() {
    return svg + "</svg>\n";
  }
}
