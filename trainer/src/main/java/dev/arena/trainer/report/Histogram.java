package dev.arena.trainer.report;

import java.util.Arrays;

/**
 * How often which difference occurs, from the 1st to the 99th percentile, 0 in the middle.
 *
 * @param title of the picture
 * @param description what it shows
 * @param axisLabel what the numbers are
 * @param values at least one
 */
record Histogram(String title, String description, String axisLabel, double[] values) {
  private static final int WIDTH = 440;
  private static final int BOTTOM = 190;
  private static final int TOP = 12;
  private static final int BINS = 30;
  private static final int TICKS = 5;

  String svg() {
    double[] sizes = Arrays.stream(values).map(Math::abs).sorted().toArray();
    double widest = Math.max(1e-9, sizes[(int) (0.99 * (sizes.length - 1))]);
    int[] counts = new int[BINS];
    for (double value : values) {
      int bin = (int) Math.floor((value + widest) / (2 * widest) * BINS);
      counts[Math.max(0, Math.min(BINS - 1, bin))]++;
    }
    int most = Arrays.stream(counts).max().orElse(1);
    Svg svg = new Svg(WIDTH, BOTTOM + 46, title, description);
    Axis x = new Axis(-widest, widest, 14, WIDTH - 14);
    for (double tick : x.ticks(TICKS)) {
      svg.line("grid", x.at(tick), TOP, x.at(tick), BOTTOM);
      svg.text("tick", x.at(tick), BOTTOM + 16, "middle", x.label(tick, TICKS));
    }
    double wide = (WIDTH - 28.0) / BINS;
    for (int i = 0; i < BINS; i++) {
      double high = (BOTTOM - TOP) * (double) counts[i] / most;
      svg.bar(
          i < BINS / 2 ? "bar" : "bar other-bar",
          14 + i * wide + 0.5,
          BOTTOM - high,
          wide - 1,
          high);
    }
    svg.line("reference", x.at(0), TOP, x.at(0), BOTTOM);
    svg.text("axis", WIDTH / 2.0, BOTTOM + 36, "middle", axisLabel);
    return svg.toString();
  }
}
