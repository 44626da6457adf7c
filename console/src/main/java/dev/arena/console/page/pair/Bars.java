package dev.arena.console.page.pair;

import java.util.Locale;

/**
 * Draws numbers as bars in SVG. Each bar stands beside its number, so screen readers skip it. The
 * style sheet sets the colours by class, so they follow the light or dark scheme.
 */
final class Bars {
  private static final double WIDTH = 180;
  private static final double HEIGHT = 14;
  private static final double MIDDLE = WIDTH / 2;

  /** Between the segments of a bar, so that they can be distinguished without colour. */
  private static final double GAP = 2;

  private Bars() {}

  /** Three probabilities in one bar: A from the left, B from the right, and a tie between them. */
  static String probabilities(double a, double tie, double b) {
    double ofA = share(a) * (WIDTH - 2 * GAP);
    double ofB = share(b) * (WIDTH - 2 * GAP);
    double ofTie = Math.max(0, Math.min(share(tie) * (WIDTH - 2 * GAP), WIDTH - ofA - ofB));
    return svg(
        bar("own", 0, 0, ofA, HEIGHT)
            + bar("rest-bar", ofA + GAP, 3, ofTie, HEIGHT - 6)
            + bar("other", WIDTH - ofB, 0, ofB, HEIGHT));
  }

  /**
   * A number as a bar from the middle: a positive one to the left, where A's answers are, and a
   * negative one to the right.
   *
   * @param largest the absolute value whose bar is as long as there is room
   */
  static String effect(double value, double largest) {
    double length = largest > 0 ? share(Math.abs(value) / largest) * (MIDDLE - 1) : 0;
    return svg(
        "<line class=\"reference\" x1=\"%1$.0f\" y1=\"0\" x2=\"%1$.0f\" y2=\"%2$.0f\"/>"
                .formatted(MIDDLE, HEIGHT)
            + bar(
                value > 0 ? "own" : "other",
                value > 0 ? MIDDLE - length : MIDDLE,
                2,
                length,
                HEIGHT - 4));
  }

  /** A number that can be drawn: 0 to 1, and 0 if it is not a number. */
  private static double share(double value) {
    return Double.isNaN(value) ? 0 : Math.max(0, Math.min(1, value));
  }

  private static String svg(String content) {
    return "<svg viewBox=\"0 0 %1$.0f %2$.0f\" width=\"%1$.0f\" height=\"%2$.0f\" aria-hidden=\"true\">%3$s</svg>"
        .formatted(WIDTH, HEIGHT, content);
  }

  private static String bar(String look, double x, double y, double width, double height) {
    return String.format(
        Locale.ROOT,
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        look,
        x,
        y,
        width,
        height);
  }
}
