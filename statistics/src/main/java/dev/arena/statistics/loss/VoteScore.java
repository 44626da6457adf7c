package dev.arena.statistics.loss;

/**
 * What one vote adds to the sums of an evaluation, in {@linkplain FixedPoint fixed point}.
 *
 * @param loss log loss of the prediction
 * @param entropy the log loss to expect if the prediction is right
 * @param entropyVariance the variance of the log loss if the prediction is right
 * @param brier Brier score of the prediction
 */
public record VoteScore(long loss, long entropy, long entropyVariance, long brier) {
  /**
   * Compares a prediction with a vote.
   *
   * @param outcome 0, 1 or 2, for A, B or tie
   */
  public static VoteScore of(OutcomeProbabilities prediction, int outcome) {
    return new VoteScore(
        FixedPoint.of(prediction.logLoss(outcome)),
        FixedPoint.of(prediction.entropy()),
        FixedPoint.of(prediction.entropyVariance()),
        FixedPoint.of(prediction.brier(outcome)));
  }

  /** How much worse the loss is than expected; 0 in the mean if the predictions are right. */
  public long surprise() {
    return loss - entropy;
  }
}
