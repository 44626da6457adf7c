package dev.arena.statistics.sequential;

import dev.arena.statistics.loss.FixedPoint;

/**
 * Sums over {@linkplain Unit units}, from which their mean and its interval follow. Adding and
 * subtracting are exact: any order gives the same sums, and a subtraction undoes an addition.
 *
 * @param units number of units
 * @param sum the sum of their means, in {@linkplain FixedPoint fixed point}
 * @param squares the sum of the squares of their means, each rounded to fixed point
 */
public record UnitSums(long units, long sum, long squares) {
  /** Sums over nothing. */
  public static final UnitSums EMPTY = new UnitSums(0, 0, 0);

  /** Bound on what rounding a square to fixed point changes. */
  private static final double RESOLUTION = 0x1p-25;

  /** With one more unit; a unit without votes changes nothing. */
  public UnitSums plus(Unit unit) {
    return unit.votes() == 0 ? this : plus(of(unit));
  }

  /** Without a unit that was added. */
  public UnitSums minus(Unit unit) {
    return unit.votes() == 0 ? this : minus(of(unit));
  }

  /**
   * Both together.
   *
   * @throws ArithmeticException if a sum does not fit; squares do not before 450 million votes with
   *     the largest loss
   */
  public UnitSums plus(UnitSums other) {
    return new UnitSums(
        Math.addExact(units, other.units),
        Math.addExact(sum, other.sum),
        Math.addExact(squares, other.squares));
  }

  /** Without others that were added. */
  public UnitSums minus(UnitSums other) {
    return new UnitSums(
        Math.subtractExact(units, other.units),
        Math.subtractExact(sum, other.sum),
        Math.subtractExact(squares, other.squares));
  }

  private static UnitSums of(Unit unit) {
    long mean = unit.mean();
    return new UnitSums(1, mean, FixedPoint.square(mean));
  }

  /** The mean over the units; NaN without any. */
  public double mean() {
    return units == 0 ? Double.NaN : FixedPoint.toDouble(sum) / units;
  }

  /**
   * The sample standard deviation of the units, with the divisor n - 1; NaN below two units. It is
   * never below 1.7e-4, because the squares are known no better: an interval of values that differ
   * by less is then too wide rather than too narrow.
   */
  public double standardDeviation() {
    if (units < 2) {
      return Double.NaN;
    }
    double mean = mean();
    double spread = FixedPoint.toDouble(squares) - units * mean * mean;
    return Math.sqrt(Math.max(0, spread) / (units - 1) + RESOLUTION);
  }

  /** The variance of the mean if the units are independent; NaN below two units. */
  double varianceOfMean() {
    double deviation = standardDeviation();
    return deviation * deviation / units;
  }
}
