package dev.arena.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An axis of a chart, which maps numbers to positions in SVG units.
 *
 * @param low the smallest number
 * @param high the largest number
 * @param from position of {@code low}
 * @param to position of {@code high}
 * @param percent whether the numbers are shares, shown as percentages
 */
record Axis(double low, double high, double from, double to, boolean percent) {
  /** The largest number of intervals between ticks. */
  private static final int TICKS = 5;

  private static final double[] STEPS = {1, 2, 2.5, 5, 10};

  /** An axis of numbers that are shown as they are. */
  Axis(double low, double high, double from, double to) {
    this(low, high, from, to, false);
  }

  /** An axis from slightly below {@code low} to slightly above {@code high}. */
  static Axis around(double low, double high, double from, double to) {
    double room = high > low ? 0.06 * (high - low) : Math.max(1e-3, Math.abs(high) * 0.05);
    return new Axis(low - room, high + room, from, to);
  }

  /** The position of a number. */
  double at(double value) {
    return from + (to - from) * (value - low) / (high - low);
  }

  /** Draws the ticks of a horizontal axis: lines through the plot, and labels below it. */
  void drawBelow(Svg svg, double top, double bottom, double labels) {
    for (double tick : ticks()) {
      svg.line("grid", at(tick), top, at(tick), bottom);
      svg.text("tick", at(tick), labels + 16, "middle", label(tick));
    }
  }

  /** Draws the ticks of a vertical axis: lines through the plot, and labels to its left. */
  void drawBeside(Svg svg, double left, double right) {
    for (double tick : ticks()) {
      svg.line("grid", left, at(tick), right, at(tick));
      svg.text("tick", left - 6, at(tick) + 4, "end", label(tick));
    }
  }

  /** A few round numbers on the axis, in ascending order. */
  List<Double> ticks() {
    double raw = (high - low) / TICKS;
    double magnitude = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = magnitude;
    for (double factor : STEPS) {
      step = factor * magnitude;
      if (step >= raw) {
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (double i = Math.ceil(low / step); i * step <= high; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** A tick's label, with enough digits to differ from the labels of its neighbours. */
  String label(double tick) {
    if (percent) {
      return Numbers.format("%.0f%%", 100 * tick);
    }
    List<Double> ticks = ticks();
    double step = ticks.size() > 1 ? ticks.get(1) - ticks.get(0) : Math.abs(high - low);
    if (step < 1e-4) {
      return tick == 0 ? "0" : small(tick, ticks);
    }
    int digits = 0;
    while (digits < 4 && !isWhole(step * Math.pow(10, digits))) {
      digits++;
    }
    String text = Numbers.format("%,." + digits + "f", tick);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text.replace('-', '\u2212');
  }

  private static String small(double tick, List<Double> ticks) {
    int digits = 0;
    while (digits < 4 && ticks.stream().map(scientific(digits)).distinct().count() < ticks.size()) {
      digits++;
    }
    return scientific(digits).apply(tick);
  }

  private static Function<Double, String> scientific(int digits) {
    return value -> Numbers.format("%." + digits + "e", value).replace("e-0", "e-");
  }

  private static boolean isWhole(double value) {
    return Math.abs(value - Math.rint(value)) < 1e-6;
  }
}
