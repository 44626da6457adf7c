package dev.arena.statistics.rating;

/**
 * The Bradley-Terry model with half ties: a tie counts as half a win for each side. The loss of a
 * battle is {@code ln(1 + exp(x)) - y x} with x the difference of the ratings and y = 1, 1/2 or 0
 * (R. A. Bradley and M. E. Terry, "Rank Analysis of Incomplete Block Designs", Biometrika 39, 1952;
 * half ties as in FastChat's {@code bt_loss_and_grad} and arena-rank's {@code BradleyTerry}).
 */
final class BradleyTerry implements Likelihood {
  private final Battles battles;
  private final RatedPairs pairs;

  BradleyTerry(Battles battles, RatedPairs pairs) {
    this.battles = battles;
    this.pairs = pairs;
  }

  @Override
  public int further() {
    return 0;
  }

  @Override
  public double evaluate(double[] parameters, Derivatives derivatives) {
    derivatives.clear();
    double loss = 0;
    for (int at = 0; at < pairs.size(); at++) {
      int first = pairs.first()[at];
      int second = pairs.second()[at];
      double x = parameters[first] - parameters[second];
      double weight = pairs.weight(at);
      double wins = pairs.firstWins()[at] + 0.5 * pairs.ties()[at];
      double e = StrictMath.exp(-Math.abs(x));
      double mean = probability(x, e);
      loss += weight * (Math.max(x, 0) + StrictMath.log1p(e)) - wins * x;
      derivatives.addDifference(
          first, second, weight * mean - wins, weight * e / ((1 + e) * (1 + e)));
    }
    return loss;
  }

  @Override
  public Scores scores(double[] parameters) {
    double[] mean = new double[battles.pairs()];
    for (int pair = 0; pair < mean.length; pair++) {
      int at = pairs.ofPair()[pair];
      if (at >= 0) {
        double x = parameters[pairs.first()[at]] - parameters[pairs.second()[at]];
        mean[pair] = probability(x, StrictMath.exp(-Math.abs(x)));
      }
    }
    return (row, score) -> score[0] = outcome(battles.result(row)) - mean[battles.pair(row)];
  }

  /**
   * {@code 1 / (1 + exp(-x))}.
   *
   * @param e exp(-|x|)
   */
  static double probability(double x, double e) {
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  /** 1, 1/2 or 0. */
  static double outcome(int result) {
    return 1 - 0.5 * result;
  }
}
