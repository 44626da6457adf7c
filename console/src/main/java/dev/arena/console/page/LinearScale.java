package dev.arena.console.page;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values are drawn along one dimension.
 *
 * @param low the value at {@code from}
 * @param high the value at {@code to}, above {@code low}
 */
public record LinearScale(double low, double high, double from, double to) {
  /** Tick marks are 1, 2 or 5 times a power of ten apart. */
  private static final double[] STEPS = {1, 2, 5, 10};

  /** A scale for values, with room for one value if all are the same. */
  public static LinearScale of(double lowest, double highest, double from, double to) {
    double room = highest > lowest ? 0 : Math.max(1e-3, Math.abs(highest) / 100);
    return new LinearScale(lowest - room, highest + room, from, to);
  }

  /** The place of a value; that of the nearest end if the value is not on the scale. */
  public double at(double value) {
    double share = (Math.max(low, Math.min(high, value)) - low) / (high - low);
    return from + share * (to - from);
  }

  /** Whether a value lies on the scale. */
  public boolean holds(double value) {
    return low <= value && value <= high;
  }

  /**
   * Round values on the scale.
   *
   * @param most about how many there may be, at least 4
   */
  public List<Double> ticks(int most) {
    double step = step(most);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
      ticks.add(Math.max(low, i * step)); // the product is rounded
    }
    return ticks;
  }

  /**
   * The digits after the point that the ticks need.
   *
   * @param most as given to {@link #ticks}
   */
  public int digits(int most) {
    return (int) Math.max(0, -Math.floor(Math.log10(step(most)) + 1e-9));
  }

  private double step(int most) {
    double power = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
    for (double each : STEPS) {
      if ((high - low) / (each * power) < most) {
        return each * power;
      }
    }
    return 10 * power;
  }
}
