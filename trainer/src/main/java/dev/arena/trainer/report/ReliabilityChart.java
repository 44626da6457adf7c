package dev.arena.trainer.report;

import dev.arena.statistics.calibration.Reliability;
import dev.arena.statistics.calibration.Reliability.Bin;

/**
 * A reliability chart: a dot with its interval for each bin, the diagonal of perfect calibration,
 * and, below, bars for the number of rows in each bin.
 *
 * @param title of the chart
 * @param reliability the bins to draw
 */
record ReliabilityChart(String title, Reliability reliability) {
  private static final int WIDTH = 440;
  private static final int LEFT = 52;
  private static final int RIGHT = WIDTH - 22;
  private static final int TOP = 10;
  private static final int BOTTOM = 330;
  private static final int COUNTS = 60;

  String svg() {
    Svg svg =
        new Svg(
            WIDTH,
            BOTTOM + COUNTS + 56,
            title,
            "How often the likeliest outcome was voted for, by its probability; on the dashed"
                + " diagonal, the two are equal");
    double from = reliability.bins().isEmpty() ? 0 : reliability.bins().get(0).from();
    Axis x = new Axis(from, 1, LEFT, RIGHT, true);
    Axis y = new Axis(0, 1, BOTTOM, TOP, true);
    int countsBottom = BOTTOM + 10 + COUNTS;
    y.drawBeside(svg, LEFT, RIGHT);
    x.drawBelow(svg, TOP, BOTTOM, countsBottom);
    svg.line("reference", x.at(from), y.at(from), x.at(1), y.at(1));
    svg.text("axis", LEFT + 4, TOP + 14, "start", "share of rows with that outcome");
    svg.text(
        "axis",
        (LEFT + WIDTH) / 2.0,
        countsBottom + 36,
        "middle",
        "probability of the likeliest outcome");
    long most = reliability.bins().stream().mapToLong(Bin::rows).max().orElse(1);
    for (Bin bin : reliability.bins()) {
      double dot = x.at(bin.confidence());
      svg.line(
          "whisker own-line",
          dot,
          y.at(bin.interval95().low()),
          dot,
          y.at(bin.interval95().high()));
      svg.dot("own", dot, y.at(bin.right()), 5);
      double high = (COUNTS - 16.0) * bin.rows() / most;
      svg.bar(
          "bar",
          x.at(bin.from()) + 1.5,
          countsBottom - high,
          x.at(bin.to()) - x.at(bin.from()) - 3,
          high);
      svg.text(
          "tick",
          (x.at(bin.from()) + x.at(bin.to())) / 2,
          countsBottom - high - 4,
          "middle",
          Numbers.count(bin.rows()));
    }
    return svg.toString();
  }
}
