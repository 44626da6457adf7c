package dev.arena.lab.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The median, the smallest and the largest of some figures. */
public record Spread(double median, double least, double largest) {
  /**
   * Returns the spread of some figures.
   *
   * @param figures at least one
   */
  public static Spread of(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /**
   * Returns the spread of one figure over some samples.
   *
   * @param samples at least one
   */
  public static <T> Spread of(List<T> samples, ToDoubleFunction<T> figure) {
    return of(samples.stream().map(figure::applyAsDouble).toList());
  }

  /** Returns {@code median [smallest, largest]}. */
  @Override
  public String toString() {
    return "%s [%s, %s]".formatted(text(median), text(least), text(largest));
  }

  /** Formats a figure with about three digits. */
  private static String text(double figure) {
    double size = Math.abs(figure);
    String format = size < 1 ? "%.3f" : size < 10 ? "%.2f" : size < 1000 ? "%.1f" : "%,.0f";
    return TextLines.format(format, figure);
  }
}
