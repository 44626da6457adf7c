package dev.arena.statistics.calibration;

/**
 * A binomial distribution to draw from: its cumulative probabilities within ten standard deviations
 * of the mean, outside of which nothing is ever drawn.
 *
 * @param lowest number of successes at index 0
 * @param cumulative probability of at most {@code lowest + index} successes
 */
record Binomial(long lowest, double[] cumulative) {
  private static final double REACH = 10;

  /**
   * The number of successes in n trials with probability p.
   *
   * @param p in [0, 1]
   */
  static Binomial of(long n, double p) {
    double reach = REACH * (Math.sqrt(n * p * (1 - p)) + 1);
    long lowest = (long) Math.max(0, Math.floor(n * p - reach));
    long highest = (long) Math.min(n, Math.ceil(n * p + reach));
    long mode = Math.min(n, (long) ((n + 1) * p));
    double[] weights = new double[(int) (highest - lowest + 1)];
    weights[(int) (mode - lowest)] = 1;
    for (long k = mode; k < highest; k++) {
      weights[(int) (k + 1 - lowest)] =
          weights[(int) (k - lowest)] * ((n - k) * p) / ((k + 1) * (1 - p));
    }
    for (long k = mode; k > lowest; k--) {
      weights[(int) (k - 1 - lowest)] =
          weights[(int) (k - lowest)] * (k * (1 - p)) / ((n - k + 1) * p);
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      weights[i] = sum;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return new Binomial(lowest, weights);
  }

  /** The number of successes that a uniform random number in [0, 1) stands for. */
  long at(double uniform) {
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > uniform) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return lowest + low;
  }
}
