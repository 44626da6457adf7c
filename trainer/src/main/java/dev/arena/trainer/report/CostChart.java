package dev.arena.trainer.report;

import dev.arena.trainer.evaluate.ModelFigures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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
    List<Label> taken =
        points.stream()
            .map(point -> Label.ofMark(x.at(point.milliseconds()), y.at(point.loss())))
            .collect(Collectors.toCollection(ArrayList::new));
    for (Point point : points) {
      double left = x.at(point.milliseconds());
      double top = y.at(point.loss());
      if (frontier.contains(point)) {
        svg.dot("own", left, top, 5);
      } else {
        svg.diamond("other", left, top, 5.5);
      }
      Label label = Label.beside(point.name(), left, top, taken);
      svg.text(
          "label",
          label.rightOfMark() ? label.from() : label.to(),
          label.top(),
          label.rightOfMark() ? "start" : "end",
          point.name());
      taken.add(label);
    }
    return svg.toString();
  }

  /**
   * Where the name of a point is printed. One of its ends is an estimate.
   *
   * @param from its left end
   * @param to its right end
   * @param top its base line
   * @param rightOfMark whether it starts at its mark, and does not end there
   */
  private record Label(double from, double to, double top, boolean rightOfMark) {
    private static final double LETTER = 7.2;
    private static final double GAP = 9;
    private static final double HEIGHT = 13;
    private static final double MARK = 6;

    /** Base lines to try, relative to the mark: beside it, above it, below it. */
    private static final double[] TOPS = {4, 4 - HEIGHT, 4 + HEIGHT};

    /** The first place that is inside the chart and clear of what is taken, if there is one. */
    static Label beside(String name, double x, double y, List<Label> taken) {
      double width = LETTER * name.length();
      List<Label> places = new ArrayList<>();
      for (double top : TOPS) {
        places.add(new Label(x + GAP, x + GAP + width, y + top, true));
        places.add(new Label(x - GAP - width, x - GAP, y + top, false));
      }
      return places.stream()
          .filter(place -> place.from > LEFT && place.to < RIGHT)
          .filter(place -> taken.stream().noneMatch(place::covers))
          .findFirst()
          .orElse(places.get(x + GAP + width < RIGHT ? 0 : 1));
    }

    /** The space that a mark takes, which no name may cover. */
    static Label ofMark(double x, double y) {
      return new Label(x - MARK, x + MARK, y + TOPS[0], true);
    }

    private boolean covers(Label other) {
      return from < other.to && other.from < to && Math.abs(top - other.top) < HEIGHT;
    }
  }

  /** Processor time for a reader. */
  static String milliseconds(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
