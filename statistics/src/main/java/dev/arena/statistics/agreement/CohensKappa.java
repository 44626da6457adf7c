package dev.arena.statistics.agreement;

/**
 * Cohen's kappa: the agreement of two raters beyond chance, {@code (observed - expected) / (1 -
 * expected)} (Cohen 1960, "A Coefficient of Agreement for Nominal Scales").
 *
 * @param kappa 1 for perfect agreement, 0 for that of chance; NaN without votes, or if both raters
 *     always chose the same one outcome
 * @param observed share of votes on which they agree
 * @param expected the share on which raters would agree who choose each outcome as often, but
 *     independently
 */
public record CohensKappa(double kappa, double observed, double expected) {
  /**
   * From a confusion matrix.
   *
   * @param counts by the vote, then by the likeliest outcome; as many columns as rows
   */
  public static CohensKappa of(long[][] counts) {
    int outcomes = counts.length;
    double[] votes = new double[outcomes];
    double[] predictions = new double[outcomes];
    double same = 0;
    double all = 0;
    for (int vote = 0; vote < outcomes; vote++) {
      if (counts[vote].length != outcomes) {
        throw new IllegalArgumentException(
            "row %d of the confusion matrix has %d columns; expected %d"
                .formatted(vote, counts[vote].length, outcomes));
      }
      for (int prediction = 0; prediction < outcomes; prediction++) {
        long count = counts[vote][prediction];
        votes[vote] += count;
        predictions[prediction] += count;
        all += count;
        same += vote == prediction ? count : 0;
      }
    }
    double expected = 0;
    for (int outcome = 0; outcome < outcomes; outcome++) {
      expected += votes[outcome] / all * (predictions[outcome] / all);
    }
    double observed = same / all;
    return new CohensKappa((observed - expected) / (1 - expected), observed, expected);
  }
}
