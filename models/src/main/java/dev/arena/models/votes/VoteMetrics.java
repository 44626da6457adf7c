package dev.arena.models.votes;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;

/**
 * Log loss and accuracy of predictions, added up vote by vote. For use by one thread at a time.
 *
 * <p>The log loss is Kaggle's: the mean of {@code -ln p(outcome)} with {@code p} clipped to [1e-15,
 * 1 - 1e-15]. A prediction is correct when its most likely outcome is the vote; among equally
 * likely outcomes, the first in the order A, B, tie counts.
 */
public final class VoteMetrics {
  private static final double SMALLEST = 1e-15;

  private long rows;
  private long right;
  private double loss;

  /** Log loss of one prediction. */
  public static double logLoss(Probabilities prediction, Outcome outcome) {
    double probability = prediction.of(outcome);
    return -Math.log(Math.min(Math.max(probability, SMALLEST), 1 - SMALLEST));
  }

  /** Adds a prediction and the vote. */
  public void add(Probabilities prediction, Outcome outcome) {
    rows++;
    loss += logLoss(prediction, outcome);
    if (prediction.mostLikely() == outcome) {
      right++;
    }
  }

  /** The number of votes added. */
  public long rows() {
    return rows;
  }

  /** Mean log loss; NaN before the first vote. */
  public double logLoss() {
    return rows == 0 ? Double.NaN : loss / rows;
  }

  /** Share of correct predictions in [0, 1]; NaN before the first vote. */
  public double accuracy() {
    return rows == 0 ? Double.NaN : (double) right / rows;
  }
}
