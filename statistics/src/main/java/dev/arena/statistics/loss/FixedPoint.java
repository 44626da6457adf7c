package dev.arena.statistics.loss;

/**
 * Converts between {@code double} and fixed point: a {@code long} that counts steps of 2^-24.
 *
 * <p>Sums of floating-point numbers depend on their order, and subtracting a number does not undo
 * its addition. Sums of fixed-point numbers have neither fault: votes may come in any order, be
 * repeated and be withdrawn. A value is rounded once, to the nearest step and a half to the even
 * one, so the mean of any number of values is exact to within 2^-25 (3e-8).
 *
 * <p>JavaScript reads integers exactly up to 2^53. A sum of values with the mean m stays below that
 * for 2^29 / m values: 530 million log losses of 1, or 450,000 squares of the largest log loss.
 */
public final class FixedPoint {
  private static final double ONE = 0x1p24;

  /** Values must be below 2^7: the square of their fixed-point numbers still fits. */
  private static final double LIMIT = 0x1p7;

  private FixedPoint() {}

  /**
   * The nearest fixed-point number.
   *
   * @throws IllegalArgumentException if the magnitude is 128 or more, or the value is not a number
   */
  public static long of(double value) {
    if (!(Math.abs(value) < LIMIT)) {
      throw new IllegalArgumentException(
          "the value is %s; expected a number between -128 and 128".formatted(value));
    }
    return (long) Math.rint(value * ONE);
  }

  /** The value of a fixed-point number; exact up to a magnitude of 2^29. */
  public static double toDouble(long fixed) {
    return fixed / ONE;
  }

  /**
   * The square, rounded to the nearest step, half a step upwards.
   *
   * @throws IllegalArgumentException if the magnitude of the value is 128 or more
   */
  public static long square(long fixed) {
    if (fixed >= (long) (LIMIT * ONE) || fixed <= (long) (-LIMIT * ONE)) {
      throw new IllegalArgumentException(
          "the value is %s; expected a number between -128 and 128".formatted(toDouble(fixed)));
    }
    return (fixed * fixed + (1L << 23)) >> 24;
  }
}
