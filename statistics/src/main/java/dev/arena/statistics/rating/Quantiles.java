package dev.arena.statistics.rating;

/** Quantiles of the normal distribution and of Student's t distribution. */
final class Quantiles {
  private static final double EPSILON = 4e-16;
  private static final int MAX_ITERATIONS = 100_000;
  private static final double LARGE_ARGUMENT = 30;

  /** From here on, the expansion is exact to 1e-14. */
  private static final double LARGE_DEGREES = 10_000;

  // coefficients of AS 241's rational functions as doubles, lowest power first
  private static final double[] CENTRE_NUMERATOR = {
    3.3871328727963665,
    133.14166789178438,
    1971.5909503065513,
    13731.69376550946,
    45921.95393154987,
    67265.7709270087,
    33430.57558358813,
    2509.0809287301227
  };
  private static final double[] CENTRE_DENOMINATOR = {
    1.0,
    42.31333070160091,
    687.1870074920579,
    5394.196021424751,
    21213.794301586597,
    39307.89580009271,
    28729.085735721943,
    5226.495278852854
  };
  private static final double[] TAIL_NUMERATOR = {
    1.4234371107496835,
    4.630337846156546,
    5.769497221460691,
    3.6478483247632045,
    1.2704582524523684,
    0.2417807251774506,
    0.022723844989269184,
    0.0007745450142783414
  };
  private static final double[] TAIL_DENOMINATOR = {
    1.0,
    2.053191626637759,
    1.6763848301838038,
    0.6897673349851,
    0.14810397642748008,
    0.015198666563616457,
    0.0005475938084995345,
    1.0507500716444169e-09
  };
  private static final double[] FAR_NUMERATOR = {
    6.657904643501103,
    5.463784911164114,
    1.7848265399172913,
    0.29656057182850487,
    0.026532189526576124,
    0.0012426609473880784,
    2.7115555687434876e-05,
    2.0103343992922881e-07
  };
  private static final double[] FAR_DENOMINATOR = {
    1.0,
    0.599832206555888,
    0.1369298809227358,
    0.014875361290850615,
    0.0007868691311456133,
    1.8463183175100548e-05,
    1.421511758316446e-07,
    2.0442631033899397e-15
  };

  private Quantiles() {}

  /**
   * The value that a standard normal variable exceeds with the given probability, by Algorithm AS
   * 241 (M. J. Wichura, "The Percentage Points of the Normal Distribution", Applied Statistics 37,
   * 1988; routine PPND16, relative accuracy 1e-16).
   */
  static double normal(double upperTail) {
    checkProbability(upperTail);
    double q = 0.5 - upperTail;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return q * polynomial(CENTRE_NUMERATOR, r) / polynomial(CENTRE_DENOMINATOR, r);
    }
    double r = Math.sqrt(-StrictMath.log(Math.min(upperTail, 1 - upperTail)));
    double magnitude =
        r <= 5
            ? polynomial(TAIL_NUMERATOR, r - 1.6) / polynomial(TAIL_DENOMINATOR, r - 1.6)
            : polynomial(FAR_NUMERATOR, r - 5) / polynomial(FAR_DENOMINATOR, r - 5);
    return q < 0 ? -magnitude : magnitude;
  }

  /**
   * The value that a variable with Student's t distribution exceeds with the given probability, by
   * the expansion 26.7.5 of M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions",
   * and, for fewer than 10,000 degrees of freedom, Newton's method on the logarithm of the tail.
   *
   * @param upperTail above 0 and at most 0.5
   * @param degrees of freedom, at least 1
   */
  static double studentT(double upperTail, double degrees) {
    checkProbability(upperTail);
    if (upperTail > 0.5 || degrees < 1) {
      throw new IllegalArgumentException(
          "upper tail "
              + upperTail
              + " with "
              + degrees
              + " degrees of freedom; expected at most 0.5, at least 1");
    }
    double t = expansion(normal(upperTail), degrees);
    if (degrees >= LARGE_DEGREES) {
      return t;
    }
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 200; i++) {
      double tail = upperTailOfT(t, degrees);
      if (tail > upperTail) {
        low = t;
      } else {
        high = t;
      }
      double change = tail * StrictMath.log(tail / upperTail) / densityOfT(t, degrees);
      double next = t + change;
      if (Math.abs(change) <= 1e-10 * t) {
        return next; // quadratic convergence: now exact to rounding
      }
      if (!(next > low && next < high)) {
        next = high == Double.POSITIVE_INFINITY ? 2 * t : 0.5 * (low + high);
      }
      t = next;
    }
    return t;
  }

  /** The quantile of t from that of the normal distribution, with an error of order degrees^-5. */
  private static double expansion(double z, double degrees) {
    double square = z * z;
    double g1 = z * (square + 1) / 4;
    double g2 = z * ((5 * square + 16) * square + 3) / 96;
    double g3 = z * (((3 * square + 19) * square + 17) * square - 15) / 384;
    double g4 =
        z * ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160;
    return z + (g1 + (g2 + (g3 + g4 / degrees) / degrees) / degrees) / degrees;
  }

  private static void checkProbability(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "the probability is " + probability + "; expected a number between 0 and 1");
    }
  }

  /** {@code I_x(degrees / 2, 1/2) / 2} with {@code x = degrees / (degrees + t^2)} (DLMF 8.17). */
  private static double upperTailOfT(double t, double degrees) {
    double a = 0.5 * degrees;
    double b = 0.5;
    double x = degrees / (degrees + t * t);
    double y = t * t / (degrees + t * t);
    double front =
        StrictMath.exp(-a * StrictMath.log1p(t * t / degrees))
            * Math.sqrt(y / Math.PI)
            * gammaRatio(a);
    return x < (a + 1) / (a + b + 2)
        ? 0.5 * front * continuedFraction(x, a, b) / a
        : 0.5 - 0.5 * front * continuedFraction(y, b, a) / b;
  }

  private static double densityOfT(double t, double degrees) {
    return gammaRatio(0.5 * degrees)
        / Math.sqrt(degrees * Math.PI)
        * StrictMath.exp(-0.5 * (degrees + 1) * StrictMath.log1p(t * t / degrees));
  }

  /** {@code Gamma(a + 1/2) / Gamma(a)}, by DLMF 5.11.8 for large arguments and recurrence. */
  private static double gammaRatio(double a) {
    double product = 1;
    double x = a;
    for (; x < LARGE_ARGUMENT; x++) {
      product *= x / (x + 0.5);
    }
    double inverse = 1 / x;
    double square = inverse * inverse;
    double series =
        inverse
            * (-1.0 / 8 + square * (1.0 / 192 + square * (-1.0 / 640 + square * (17.0 / 14336))));
    return product * Math.sqrt(x) * StrictMath.exp(series);
  }

  /** The continued fraction of the incomplete beta function, DLMF 8.17.22, by Lentz's method. */
  private static double continuedFraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= MAX_ITERATIONS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / nonZero(1 + even * d);
      c = nonZero(1 + even / c);
      value *= c * d;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / nonZero(1 + odd * d);
      c = nonZero(1 + odd / c);
      double change = c * d;
      value *= change;
      if (Math.abs(change - 1) <= EPSILON) {
        break;
      }
    }
    return value;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < 1e-300 ? 1e-300 : value;
  }

  private static double polynomial(double[] coefficients, double x) {
    double value = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = value * x + coefficients[i];
    }
    return value;
  }
}
