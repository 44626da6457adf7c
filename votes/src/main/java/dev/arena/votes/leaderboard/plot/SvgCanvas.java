package dev.arena.votes.leaderboard.plot;

import dev.arena.schemas.text.XmlEscaper;
import java.util.Locale;

/** Writes SVG. For use by one thread. */
final class SvgCanvas implements Canvas {
  private final StringBuilder svg = new StringBuilder();

  /**
   * @param title read first by a screen reader
   */
  SvgCanvas(int width, int height, String title) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s\" font-family=\"system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif\">\n",
        width, height, width, height, XmlEscaper.escape(title));
    add("<title>%s</title>\n", XmlEscaper.escape(title));
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
        x, y, anchor.name().toLowerCase(Locale.ROOT), size, colour, XmlEscaper.escape(text));
  }

  @Override
  public void textUpwards(double x, double y, double size, int colour, String text) {
    add(
        "<text transform=\"translate(%.1f %.1f) rotate(-90)\" font-size=\"%.1f\" fill=\"#%06x\">%s</text>\n",
        x, y, size, colour, XmlEscaper.escape(text));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  @Override
  public String toString() {
    return svg + "</svg>\n";
  }
}
