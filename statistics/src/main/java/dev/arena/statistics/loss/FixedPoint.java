package dev.arena.statistics.loss;

/**
 * Converts between {@code double} and fixed point: a {@code long} that counts steps of 2^-32.
 *
 * <p>Sums of floating-point numbers depend on their order, and subtracting a number does not undo
 * its addition. Sums of fixed-point numbers have neither fault: votes may come in any order, be
 * repeated and be withdrawn. A value is rounded once, to the nearest step and a half to the even
 * one, so the mean of any number of values is exact to within 2^-33 (1.2e-10).
 */
public final class FixedPoint {
  private static final double ONE = 0x1p32;

  /** Values must be below 2^15: the square of such a value still fits. */
  private static final double LIMIT = 0x1p15;

  private FixedPoint() {}

  /**
   * The nearest fixed-point number.
   *
   * @throws IllegalArgumentException if the magnitude is 32768 or more, or the value is not a
   *     number
   */
  public static long of(double value) {
    if (!(Math.abs(value) < LIMIT)) {
      throw new IllegalArgumentException(
          "the value is %s; expected a number between -32768 and 32768".formatted(value));
    }
    return (long) Math.rint(value * ONE);
  }

  /** The value of a fixed-point number; exact up to a magnitude of 2^21. */
  public static double toDouble(long fixed) {
    return fixed / ONE;
  }

  /**
   * The square, rounded to the nearest step, half a step upwards.
   *
   * @throws IllegalArgumentException if the magnitude of the value is 32768 or more
   */
  public static long square(long fixed) {
    if (fixed >= (long) (LIMIT * ONE) || fixed <= (long) (-LIMIT * ONE)) {
      throw new IllegalArgumentException(
          "the value is %s; expected a number between -32768 and 32768".formatted(toDouble(fixed)));
    }
    long low = fixed * fixed;
    return (Math.multiplyHigh(fixed, fixed) << 32) + (low >>> 32) + (low >>> 31 & 1);
  }
}
