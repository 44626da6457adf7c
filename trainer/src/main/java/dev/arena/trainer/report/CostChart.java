package dev.arena.trainer.report;

import dev.arena.trainer.evaluate.ModelFigures;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A chart of what models cost and how well they predict: processor time per pair from left to
 * right, log loss from bottom to top. A line joins the models that no other beats in both.
 *
 * @param points at least two
 */
record CostChart(List<Point> points) {
  private static final int WIDTH = 440;
  private static final int LEFT = 58;
  private static final int RIGHT = WIDTH - 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 260;

  /**
   * A model.
   *
   * @param name printed beside its mark
   * @param milliseconds processor time per pair
   * @param loss its log loss
   */
  record Point(String name, double milliseconds, double loss) {
    /** The point of a model whose cost is known. */
    static Point of(ModelFigures model) {
      Double cost = model.cpuMillisecondsPerPair();
      if (cost == null) {
        throw new IllegalArgumentException("the cost of " + model.model() + " is not known");
      }
      return new Point(SummarySections.name(model), cost, model.scores().logLoss());
    }
  }

  /** The models that no other beats in both respects, from the cheapest to the most expensive. */
  List<Point> frontier() {
    return points.stream()
        .filter(
            point ->
                points.stream()
                    .noneMatch(
                        other ->
                            other.milliseconds() <= point.milliseconds()
                                && other.loss() <= point.loss()
                                && !other.equals(point)))
        .sorted(Comparator.comparingDouble(Point::milliseconds))
        .toList();
  }

  String svg() {
    Svg svg =
        new Svg(
            WIDTH,
            BOTTOM + 46,
            "Log loss and cost",
            "Log loss of each model against its processor time per pair; lower left is better");
    Axis x =
        new Axis(
            0,
            1.15 * points.stream().mapToDouble(Point::milliseconds).max().orElse(1),
            LEFT,
            RIGHT);
    Axis y =
        Axis.around(
            points.stream().mapToDouble(Point::loss).min().orElse(0),
            points.stream().mapToDouble(Point::loss).max().orElse(1),
            BOTTOM,
            TOP);
    y.drawBeside(svg, LEFT, RIGHT);
    x.drawBelow(svg, TOP, BOTTOM, BOTTOM);
    svg.text(
        "axis", (LEFT + RIGHT) / 2.0, BOTTOM + 36, "middle", "processor milliseconds per pair");
    List<Point> frontier = frontier();
    svg.path(
        "curve own-line",
        String.join(
            " ",
            frontier.stream()
                .map(p -> Svg.point(x.at(p.milliseconds()), y.at(p.loss())))
                .toList()));
    for (Point point : points) {
      double left = x.at(point.milliseconds());
      double top = y.at(point.loss());
      if (frontier.contains(point)) {
        svg.dot("own", left, top, 5);
      } else {
        svg.diamond("other", left, top, 5.5);
      }
      boolean fits = left + 7.2 * point.name().length() + 10 < RIGHT;
      svg.text("label", fits ? left + 9 : left - 9, top + 4, fits ? "start" : "end", point.name());
    }
    return svg.toString();
  }

  /** Processor time for a reader. */
  static String milliseconds(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
