package dev.arena.statistics.loss;

/**
 * Predicted probabilities of the outcomes A, B and tie, which are numbered 0, 1 and 2.
 *
 * <p>Logarithms are {@link StrictMath}'s, so that every machine computes the same sums.
 *
 * @param a probability that A is preferred
 * @param b probability that B is preferred
 * @param tie probability that neither is
 */
public record OutcomeProbabilities(double a, double b, double tie) {
  private static final double TOLERANCE = 1e-6;

  /** Kaggle's limit: the largest log loss is 34.54. */
  private static final double SMALLEST = 1e-15;

  public OutcomeProbabilities {
    if (!areProbabilities(a, b, tie)) {
      throw new IllegalArgumentException(
          "probabilities are %s, %s, %s; expected three numbers from 0 to 1 that sum to 1"
              .formatted(a, b, tie));
    }
  }

  /** Whether three numbers are from 0 to 1 and sum to 1, within 1e-6. */
  public static boolean areProbabilities(double a, double b, double tie) {
    return isProbability(a)
        && isProbability(b)
        && isProbability(tie)
        && Math.abs(a + b + tie - 1) <= TOLERANCE;
  }

  /** The probability of one outcome. */
  public double of(int outcome) {
    return switch (outcome) {
      case 0 -> a;
      case 1 -> b;
      case 2 -> tie;
      default ->
          throw new IllegalArgumentException(
              "the outcome is %d; expected 0 (A), 1 (B) or 2 (tie)".formatted(outcome));
    };
  }

  /** The likeliest outcome; of equally likely ones, the first. */
  public int likeliest() {
    if (a >= b && a >= tie) {
      return 0;
    }
    return b >= tie ? 1 : 2;
  }

  /** The log loss {@code -ln p} of an outcome, where a p below 1e-15 counts as 1e-15. */
  public double logLoss(int outcome) {
    return 0 - StrictMath.log(Math.max(of(outcome), SMALLEST));
  }

  /**
   * The Brier score of an outcome: the sum of the three squared distances between probability and
   * what happened (1 or 0), in [0, 2] (Brier 1950, "Verification of forecasts expressed in terms of
   * probability").
   */
  public double brier(int outcome) {
    double miss = 1 - of(outcome);
    return a * a + b * b + tie * tie - of(outcome) * of(outcome) + miss * miss;
  }

  /** The entropy {@code -sum p ln p}: the log loss to expect if the probabilities are right. */
  public double entropy() {
    return informationMoment(1);
  }

  /**
   * The variance of the log loss if the probabilities are right: {@code sum p ln^2 p} minus the
   * square of the entropy.
   */
  public double entropyVariance() {
    double entropy = entropy();
    return Math.max(0, informationMoment(2) - entropy * entropy);
  }

  private double informationMoment(int power) {
    double sum = 0;
    for (int outcome = 0; outcome < 3; outcome++) {
      double information = logLoss(outcome);
      sum += of(outcome) * (power == 1 ? information : information * information);
    }
    return sum;
  }

  private static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }
}
