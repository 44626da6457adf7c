package dev.arena.console.page.scorer;

import dev.arena.console.page.Drawing;
import dev.arena.console.page.LinearScale;
import dev.arena.statistics.FigureText;
import dev.arena.statistics.calibration.Reliability;
import dev.arena.statistics.calibration.Reliability.Bin;

/** Draws how often a scorer is right at each confidence. */
final class ReliabilityPicture {
  private static final int WIDTH = 420;
  private static final int LEFT = 46;
  private static final int RIGHT = WIDTH - 22;
  private static final int TOP = 12;
  private static final int BOTTOM = 230;
  private static final int COUNTS_BOTTOM = BOTTOM + 46;
  private static final double COUNTS_HEIGHT = 28;
  private static final double LEAST_CONFIDENT = 0.3;

  private ReliabilityPicture() {}

  /** The picture of at least one bin. */
  static String svg(Reliability reliability) {
    Drawing drawing =
        new Drawing(
            WIDTH,
            COUNTS_BOTTOM + 36,
            "Reliability: the calibration error is "
                + FigureText.decimals(reliability.calibrationError(), 3));
    LinearScale x = new LinearScale(LEAST_CONFIDENT, 1, LEFT, RIGHT);
    LinearScale y = new LinearScale(0, 1, BOTTOM, TOP);
    for (int tenths = 0; tenths <= 10; tenths += 2) {
      double value = tenths / 10.0;
      drawing.line("grid", LEFT, y.at(value), RIGHT, y.at(value));
      drawing.text("tick", LEFT - 6, y.at(value) + 4, "end", percent(value));
    }
    for (int tenths = 4; tenths <= 10; tenths += 2) {
      double value = tenths / 10.0;
      drawing.text("tick", x.at(value), COUNTS_BOTTOM + 15, "middle", percent(value));
    }
    drawing.text(
        "axis",
        (LEFT + RIGHT) / 2.0,
        COUNTS_BOTTOM + 32,
        "middle",
        "probability of the most probable outcome");
    drawing.line("reference", x.at(LEAST_CONFIDENT), y.at(LEAST_CONFIDENT), x.at(1), y.at(1));
    long most = reliability.bins().stream().mapToLong(Bin::rows).max().orElse(1);
    for (Bin bin : reliability.bins()) {
      double place = x.at(bin.confidence());
      drawing.line(
          "whisker", place, y.at(bin.interval95().low()), place, y.at(bin.interval95().high()));
      drawing.dot("own", place, y.at(bin.right()));
      double height = COUNTS_HEIGHT * bin.rows() / most;
      double from = x.at(bin.from());
      double width = x.at(bin.to()) - from;
      drawing.bar("bar", from + 1, COUNTS_BOTTOM - height, Math.max(0, width - 2), height);
      if (width > 0) {
        drawing.text(
            "tick",
            from + width / 2,
            COUNTS_BOTTOM - height - 3,
            "middle",
            FigureText.count(bin.rows()));
      }
    }
    return drawing.toString();
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
