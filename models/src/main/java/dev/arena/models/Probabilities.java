package dev.arena.models;

import dev.arena.schemas.csv.Outcome;

/**
 * The probabilities of the three outcomes: each in [0, 1], with a sum of 1 to within 1e-6.
 *
 * @param a probability that A is preferred
 * @param b probability that B is preferred
 * @param tie probability that neither is preferred
 */
public record Probabilities(double a, double b, double tie) {
  private static final double TOLERANCE = 1e-6;

  public Probabilities {
    if (!isProbability(a)
        || !isProbability(b)
        || !isProbability(tie)
        || Math.abs(a + b + tie - 1) > TOLERANCE) {
      throw new IllegalArgumentException(
          "probabilities are %s, %s, %s; expected three numbers from 0 to 1 that sum to 1"
              .formatted(a, b, tie));
    }
  }

  /**
   * Scales three numbers so that they sum to 1.
   *
   * @param a at least 0, finite
   * @param b at least 0, finite
   * @param tie at least 0, finite; not all three may be 0
   */
  public static Probabilities scaled(double a, double b, double tie) {
    double sum = a + b + tie;
    return new Probabilities(a / sum, b / sum, tie / sum);
  }

  /** The probability of one outcome. */
  public double of(Outcome outcome) {
    return switch (outcome) {
      case WINNER_MODEL_A -> a;
      case WINNER_MODEL_B -> b;
      case WINNER_TIE -> tie;
    };
  }

  /** The most likely outcome; among equally likely ones, the first in the order A, B, tie. */
  public Outcome mostLikely() {
    if (a >= b && a >= tie) {
      return Outcome.WINNER_MODEL_A;
    }
    return b >= tie ? Outcome.WINNER_MODEL_B : Outcome.WINNER_TIE;
  }

  /** The entropy {@code -sum p ln p}, in nats, from 0 to ln 3. */
  public double entropy() {
    return information(a) + information(b) + information(tie);
  }

  private static double information(double p) {
    return p == 0 ? 0 : -p * Math.log(p);
  }

  private static boolean isProbability(double value) {
    return value >= 0 && value <= 1;
  }
}
