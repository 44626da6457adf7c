package dev.arena.console.page;

import dev.arena.schemas.text.XmlEscaper;
import java.util.Locale;

/**
 * Writes a picture as SVG that fills its box. Colours come from the style sheet, by class. For use
 * by one thread.
 */
public final class Drawing {
  private final StringBuilder svg = new StringBuilder();

  /**
   * Begins a picture.
   *
   * @param title what the picture shows, for screen readers
   */
  public Drawing(int width, int height, String title) {
    add(
        "<svg class=\"wide\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
        width, height, XmlEscaper.escape(title));
  }

  /** Adds a straight line. */
  public void line(String look, double x1, double y1, double x2, double y2) {
    add("<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1f\"/>", look, x1, y1, x2, y2);
  }

  /**
   * Adds a line through points.
   *
   * @param points such as {@code 1.5 3.0 2.5 4.0}
   */
  public void path(String look, String points) {
    add("<path class=\"%s\" d=\"M%s\"/>", look, points);
  }

  /** Adds a dot. */
  public void dot(String look, double x, double y) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", look, x, y);
  }

  /** Adds a rectangle whose upper left corner is at x and y. */
  public void bar(String look, double x, double y, double width, double height) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        look, x, y, width, height);
  }

  /**
   * Adds a text, which is escaped.
   *
   * @param anchor start, middle or end
   */
  public void text(String look, double x, double y, String anchor, String text) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        look, x, y, anchor, XmlEscaper.escape(text));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  /** The picture as markup. */
  @Override
  public String toString() {
    return svg + "</svg>";
  }
}
