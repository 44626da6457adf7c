package dev.arena.trainer.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A line chart of values by training step.
 *
 * @param title of the chart
 * @param description what it shows
 * @param axisLabel what the numbers are
 * @param series one or two, each with at least one value
 */
record LineChart(String title, String description, String axisLabel, List<Series> series) {
  private static final int WIDTH = 440;
  private static final int LEFT = 58;
  private static final int RIGHT = WIDTH - 14;
  private static final int TOP = 34;
  private static final int BOTTOM = 260;

  /**
   * One line.
   *
   * @param name for the legend
   * @param marked whether each value has a mark, which a line of few values needs
   * @param points in the order of the steps
   */
  record Series(String name, boolean marked, List<Point> points) {}

  /** A value at a step. */
  record Point(double step, double value) {}

  String svg() {
    Svg svg = new Svg(WIDTH, BOTTOM + 46, title, description);
    List<Point> all = series.stream().map(Series::points).flatMap(List::stream).toList();
    Axis x =
        new Axis(
            0, Math.max(1, all.stream().mapToDouble(Point::step).max().orElse(1)), LEFT, RIGHT);
    Axis y =
        Axis.around(
            all.stream().mapToDouble(Point::value).min().orElse(0),
            all.stream().mapToDouble(Point::value).max().orElse(1),
            BOTTOM,
            TOP);
    y.drawBeside(svg, LEFT, RIGHT);
    x.drawBelow(svg, TOP, BOTTOM, BOTTOM);
    svg.text("axis", (LEFT + RIGHT) / 2.0, BOTTOM + 36, "middle", axisLabel);
    double legend = LEFT;
    for (int i = 0; i < series.size(); i++) {
      Series line = series.get(i);
      draw(svg, line, x, y, i == 0);
      svg.line(i == 0 ? "curve own-line" : "curve other-line", legend, 16, legend + 22, 16);
      svg.text("label", legend + 28, 20, "start", line.name());
      legend += 52 + 7.2 * line.name().length();
    }
    return svg.toString();
  }

  private static void draw(Svg svg, Series line, Axis x, Axis y, boolean first) {
    String points =
        line.points().stream()
            .map(point -> Svg.point(x.at(point.step()), y.at(point.value())))
            .collect(Collectors.joining(" "));
    svg.path(first ? "curve own-line" : "curve other-line", points);
    if (line.marked()) {
      for (Point point : line.points()) {
        if (first) {
          svg.dot("own", x.at(point.step()), y.at(point.value()), 4);
        } else {
          svg.diamond("other", x.at(point.step()), y.at(point.value()), 5);
        }
      }
    }
  }
}
