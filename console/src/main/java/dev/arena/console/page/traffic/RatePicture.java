package dev.arena.console.page.traffic;

import dev.arena.console.page.Drawing;
import dev.arena.statistics.FigureText;
import java.util.Collections;
import java.util.List;

/** Draws the rates of a topic's last minutes as bars, the latest on the right. */
final class RatePicture {
  private static final int STEP = 6;
  private static final int HEIGHT = 20;
  private static final int DIGITS = 2;

  private RatePicture() {}

  /**
   * The picture, which says the lowest, the highest and the last rate to screen readers.
   *
   * @param rates records per second in each minute, the earliest first; at least one
   */
  static String svg(List<Double> rates) {
    double highest = Collections.max(rates);
    int width = STEP * rates.size();
    Drawing drawing = new Drawing(width, HEIGHT, title(rates, highest));
    drawing.line("grid", 0, HEIGHT - 0.5, width, HEIGHT - 0.5);
    for (int i = 0; i < rates.size(); i++) {
      double rate = rates.get(i);
      if (rate > 0) {
        double height = Math.max(1, (HEIGHT - 1) * rate / highest);
        drawing.bar("own", STEP * i + 1, HEIGHT - 1 - height, STEP - 2, height);
      }
    }
    return drawing.toString();
  }

  private static String title(List<Double> rates, double highest) {
    return highest == 0
        ? "no records in the last %d minutes".formatted(rates.size())
        : "records per second in each of the last %d minutes: %s to %s, %s in the last one"
            .formatted(
                rates.size(),
                FigureText.decimals(Collections.min(rates), DIGITS),
                FigureText.decimals(highest, DIGITS),
                FigureText.decimals(rates.get(rates.size() - 1), DIGITS));
  }
}
