package dev.arena.statistics.rating;

/**
 * Davidson's model of wins and ties: {@code P(i) = e^ti / D}, {@code P(j) = e^tj / D}, {@code
 * P(tie) = 2 nu e^((ti + tj) / 2) / D} (R. R. Davidson, "On Extending the Bradley-Terry Model to
 * Accommodate Ties in Paired Comparison Experiments", JASA 65, 1970; its nu is twice this one,
 * which is that of M. E. J. Newman, "Efficient Computation of Rankings from Pairwise Comparisons",
 * JMLR 24, 2023). The further parameter is ln(2 nu): in it and the ratings the model is an
 * exponential family, so that the loss is convex.
 */
final class Davidson implements Likelihood {
  private final Battles battles;
  private final RatedPairs pairs;
  private final int ratings;

  Davidson(Battles battles, RatedPairs pairs, Components components) {
    this.battles = battles;
    this.pairs = pairs;
    ratings = components.parameters();
  }

  @Override
  public int further() {
    return 1;
  }

  /** Nu for a value of the further parameter. */
  static double nu(double parameter) {
    return 0.5 * StrictMath.exp(parameter);
  }

  @Override
  public double evaluate(double[] parameters, Derivatives derivatives) {
    derivatives.clear();
    double tie = parameters[ratings];
    double loss = 0;
    double slopeOfTie = 0;
    double curvatureOfTie = 0;
    for (int at = 0; at < pairs.size(); at++) {
      int first = pairs.first()[at];
      int second = pairs.second()[at];
      double weight = pairs.weight(at);
      double half = 0.5 * (parameters[first] - parameters[second]);
      Chances chances = Chances.of(half, tie);
      double balance = chances.first - chances.second;
      double wins = pairs.firstWins()[at] - pairs.secondWins()[at];
      loss += weight * chances.logSum - wins * half - pairs.ties()[at] * tie;
      derivatives.addDifference(
          first,
          second,
          0.5 * (weight * balance - wins),
          0.25 * weight * (chances.first + chances.second - balance * balance));
      derivatives.addMixed(first, second, ratings, -0.5 * weight * balance * chances.tie);
      slopeOfTie += weight * chances.tie - pairs.ties()[at];
      curvatureOfTie += weight * chances.tie * (1 - chances.tie);
    }
    derivatives.gradient[ratings] = slopeOfTie;
    derivatives.hessian[ratings * derivatives.size + ratings] = curvatureOfTie;
    return loss;
  }

  @Override
  public Scores scores(double[] parameters) {
    Chances[] chances = new Chances[battles.pairs()];
    for (int pair = 0; pair < chances.length; pair++) {
      int at = pairs.ofPair()[pair];
      double half =
          at < 0 ? 0 : 0.5 * (parameters[pairs.first()[at]] - parameters[pairs.second()[at]]);
      chances[pair] = Chances.of(half, parameters[ratings]);
    }
    return (row, score) -> {
      Chances expected = chances[battles.pair(row)];
      int result = battles.result(row);
      score[0] = 0.5 * (1 - result - (expected.first - expected.second));
      score[1] = (result == Battles.TIE ? 1 : 0) - expected.tie;
    };
  }

  /**
   * The probabilities of a pair's results.
   *
   * @param logSum the logarithm of the normalising sum
   */
  private record Chances(double first, double tie, double second, double logSum) {
    static Chances of(double half, double tie) {
      double largest = Math.max(Math.abs(half), tie);
      double first = StrictMath.exp(half - largest);
      double second = StrictMath.exp(-half - largest);
      double ties = StrictMath.exp(tie - largest);
      double sum = first + ties + second;
      return new Chances(first / sum, ties / sum, second / sum, largest + StrictMath.log(sum));
    }
  }
}
