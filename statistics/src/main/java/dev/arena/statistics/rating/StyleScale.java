package dev.arena.statistics.rating;

/**
 * How style differences are standardised, so that a coefficient is the effect of one standard
 * deviation of its feature.
 *
 * @param mean of each feature in the orientation in which battles were given; zero if features are
 *     not centred
 * @param deviation root mean square difference to the mean; zero if a feature does not vary
 * @param largest absolute value of each standardised feature
 */
record StyleScale(double[] mean, double[] deviation, double[] largest) {

  static StyleScale of(Battles battles, boolean centred) {
    float[] style = battles.style();
    double[] mean = new double[StyleFeature.COUNT];
    double[] deviation = new double[StyleFeature.COUNT];
    double[] largest = new double[StyleFeature.COUNT];
    double votes = battles.votes();
    for (int k = 0; k < StyleFeature.COUNT && battles.rows() > 0; k++) {
      mean[k] = centred ? meanAsGiven(battles, style, k) : 0;
      double squares = 0;
      for (int row = 0; row < battles.rows(); row++) {
        double value = style[row * StyleFeature.COUNT + k];
        double given = value - mean[k];
        double exchanged = value + mean[k];
        int flipped = battles.flipped(row);
        int count = battles.count(row);
        squares +=
            mean[k] == 0
                ? count * (value * value)
                : (count - flipped) * (given * given) + flipped * (exchanged * exchanged);
        largest[k] = Math.max(largest[k], Math.max(Math.abs(given), Math.abs(exchanged)));
      }
      deviation[k] = Math.sqrt(squares / votes);
      largest[k] = deviation[k] == 0 ? 0 : largest[k] / deviation[k];
    }
    return new StyleScale(mean, deviation, largest);
  }

  private static double meanAsGiven(Battles battles, float[] style, int feature) {
    double sum = 0;
    for (int row = 0; row < battles.rows(); row++) {
      int sign = battles.count(row) - 2 * battles.flipped(row);
      sum += sign * (double) style[row * StyleFeature.COUNT + feature];
    }
    return sum / battles.votes();
  }

  boolean varies(int feature) {
    return deviation[feature] > 0;
  }

  /** What a difference is multiplied by; zero if the feature does not vary. */
  double factor(int feature) {
    return varies(feature) ? 1 / deviation[feature] : 0;
  }
}
