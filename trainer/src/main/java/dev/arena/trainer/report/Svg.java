package dev.arena.trainer.report;

import dev.arena.schemas.text.XmlEscaper;
import java.util.Locale;

/**
 * Builds an SVG image. The page sets the colours by CSS class, so they follow the light or dark
 * scheme. For use by one thread.
 */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /**
   * @param title read first by a screen reader
   * @param description what it shows, in a sentence
   */
  Svg(int width, int height, String title, String description) {
    text.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(width, height, XmlEscaper.escape(title + ". " + description)));
    text.append("<title>").append(XmlEscaper.escape(title)).append("</title>");
    text.append("<desc>").append(XmlEscaper.escape(description)).append("</desc>\n");
  }

  void line(String look, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
        look, x1, y1, x2, y2);
  }

  void bar(String look, double x, double y, double wide, double high) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
        look, x, y, Math.max(0, wide), Math.max(0, high));
  }

  void dot(String look, double x, double y, double radius) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>\n", look, x, y, radius);
  }

  /** A diamond, which can be distinguished from a dot without colour. */
  void diamond(String look, double x, double y, double radius) {
    add(
        "<path class=\"%s\" d=\"M%.1f %.1f l%.1f %.1f l%.1f %.1f l%.1f %.1f z\"/>\n",
        look, x, y - radius, radius, radius, -radius, radius, -radius, -radius);
  }

  void path(String look, String points) {
    add("<polyline class=\"%s\" points=\"%s\"/>\n", look, points);
  }

  /**
   * Adds text.
   *
   * @param anchor start, middle, or end
   */
  void text(String look, double x, double y, String anchor, String words) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
        look, x, y, anchor, XmlEscaper.escape(words));
  }

  /** A point of a {@link #path}; points are separated by spaces. */
  static String point(double x, double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
  }

  private void add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }

  @Override
  public String toString() {
    return text + "</svg>";
  }
}
