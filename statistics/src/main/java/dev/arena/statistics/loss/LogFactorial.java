package dev.arena.statistics.loss;

/**
 * Logarithms of factorials, with a relative error of about 1e-16: a table for small numbers, and
 * Stirling's series (Abramowitz and Stegun 1964, 6.1.41) for the others.
 */
final class LogFactorial {
  private static final int TABLE_SIZE = 256;
  private static final double[] TABLE = table();
  private static final double HALF_LN_TWO_PI = 0.9189385332046728;

  private LogFactorial() {}

  /** The logarithm of n!. */
  static double of(long n) {
    return n < TABLE_SIZE
        ? TABLE[(int) n]
        : (n + 0.5) * StrictMath.log(n) - n + HALF_LN_TWO_PI + remainder(n);
  }

  /**
   * The logarithm of n!/m! for n >= m; exact to more digits than a difference where they are close.
   */
  static double ratio(long n, long m) {
    if (m < TABLE_SIZE) {
      return of(n) - of(m);
    }
    // n ln n - m ln m - (n - m), with ln n = ln m + ln(1 + (n - m) / m)
    double more = n - m;
    return (n + 0.5) * StrictMath.log1p(more / m)
        + more * (StrictMath.log(m) - 1)
        + remainder(n)
        - remainder(m);
  }

  private static double remainder(double n) {
    double square = n * n;
    return (1 / 12.0 - (1 / 360.0 - 1 / (1260 * square)) / square) / n;
  }

  private static double[] table() {
    double[] table = new double[TABLE_SIZE];
    double lost = 0; // what rounding took, as in Kahan's summation
    for (int n = 2; n < TABLE_SIZE; n++) {
      double term = StrictMath.log(n) - lost;
      table[n] = table[n - 1] + term;
      lost = table[n] - table[n - 1] - term;
    }
    return table;
  }
}
