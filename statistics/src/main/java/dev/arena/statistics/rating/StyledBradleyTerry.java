package dev.arena.statistics.rating;

/**
 * The Bradley-Terry model with half ties and style control: the difference of two ratings plus
 * {@code gamma . z}, with z the standardised differences in style (W.-L. Chiang et al., "Does Style
 * Matter? Disentangling Style and Substance in Chatbot Arena", LMSYS, 2024; objective as {@link
 * StyleControl} says). Features of a row are those of its first model less its second.
 *
 * <p>If features are centred, all battles of a row must have been given in the same orientation.
 */
final class StyledBradleyTerry implements Likelihood {
  private static final int FEATURES = StyleFeature.COUNT;

  /** Below this product of terms between 1 and 2, the next cannot overflow. */
  private static final double LARGE_PRODUCT = 1e300;

  private final Battles battles;
  private final RatedPairs pairs;
  private final double[] rowWeights;
  private final StyleScale scale;
  private final float[] style;
  private final int ratings;
  private final double coefficientPenalty;
  private final double ratingPenalty;
  private final double[] factor = new double[FEATURES];

  StyledBradleyTerry(
      Battles battles, Components components, double[] rowWeights, StylePenalty penalty) {
    this.battles = battles;
    this.rowWeights = rowWeights;
    pairs = RatedPairs.of(battles, components, rowWeights);
    scale = penalty.scale;
    style = battles.style();
    ratings = components.parameters();
    coefficientPenalty = penalty.onCoefficients;
    ratingPenalty = penalty.onRatings;
    for (int k = 0; k < FEATURES; k++) {
      factor[k] = scale.factor(k);
    }
  }

  /** Factors of {@code |gamma|^2} and {@code |theta|^2}, on standardised features. */
  record StylePenalty(StyleScale scale, double onCoefficients, double onRatings) {}

  @Override
  public int further() {
    return FEATURES;
  }

  @Override
  public double evaluate(double[] parameters, Derivatives derivatives) {
    derivatives.clear();
    Sums sums = new Sums(derivatives);
    for (int pair = 0; pair < battles.pairs(); pair++) {
      if (pairs.ofPair()[pair] >= 0) {
        addPair(pair, parameters, sums);
      }
    }
    sums.store();
    double loss = sums.loss();
    for (int k = 0; k < FEATURES; k++) {
      double gamma = parameters[ratings + k];
      derivatives.addPenalty(ratings + k, gamma, scale.varies(k) ? coefficientPenalty : 0.5);
      loss += coefficientPenalty * gamma * gamma;
    }
    for (int p = 0; p < ratings && ratingPenalty > 0; p++) {
      derivatives.addPenalty(p, parameters[p], ratingPenalty);
      loss += ratingPenalty * parameters[p] * parameters[p];
    }
    return loss;
  }

  /** The sums over one pair's rows; plain local variables, because this is where the time goes. */
  private void addPair(int pair, double[] parameters, Sums sums) {
    int at = pairs.ofPair()[pair];
    int first = pairs.first()[at];
    int second = pairs.second()[at];
    double difference = parameters[first] - parameters[second];
    double f0 = factor[0];
    double f1 = factor[1];
    double f2 = factor[2];
    double f3 = factor[3];
    double m0 = scale.mean()[0];
    double m1 = scale.mean()[1];
    double m2 = scale.mean()[2];
    double m3 = scale.mean()[3];
    double g0 = parameters[ratings];
    double g1 = parameters[ratings + 1];
    double g2 = parameters[ratings + 2];
    double g3 = parameters[ratings + 3];
    double slope = 0;
    double curvature = 0;
    double c0 = 0;
    double c1 = 0;
    double c2 = 0;
    double c3 = 0;
    for (int row = battles.start(pair); row < battles.start(pair + 1); row++) {
      double weight = rowWeights[row];
      double sign = battles.flipped(row) == 0 ? 1 : -1;
      int from = row * FEATURES;
      double z0 = (style[from] - sign * m0) * f0;
      double z1 = (style[from + 1] - sign * m1) * f1;
      double z2 = (style[from + 2] - sign * m2) * f2;
      double z3 = (style[from + 3] - sign * m3) * f3;
      double x = difference + g0 * z0 + g1 * z1 + g2 * z2 + g3 * z3;
      double e = StrictMath.exp(-Math.abs(x));
      double y = BradleyTerry.outcome(battles.result(row));
      double residual = weight * (BradleyTerry.probability(x, e) - y);
      double h = weight * e / ((1 + e) * (1 + e));
      sums.addLoss(weight, e, Math.max(x, 0) - y * x);
      slope += residual;
      curvature += h;
      double h0 = h * z0;
      double h1 = h * z1;
      double h2 = h * z2;
      double h3 = h * z3;
      c0 += h0;
      c1 += h1;
      c2 += h2;
      c3 += h3;
      sums.s0 += residual * z0;
      sums.s1 += residual * z1;
      sums.s2 += residual * z2;
      sums.s3 += residual * z3;
      sums.h00 += h0 * z0;
      sums.h10 += h1 * z0;
      sums.h11 += h1 * z1;
      sums.h20 += h2 * z0;
      sums.h21 += h2 * z1;
      sums.h22 += h2 * z2;
      sums.h30 += h3 * z0;
      sums.h31 += h3 * z1;
      sums.h32 += h3 * z2;
      sums.h33 += h3 * z3;
    }
    Derivatives into = sums.into;
    into.addDifference(first, second, slope, curvature);
    into.addMixed(first, second, ratings, c0);
    into.addMixed(first, second, ratings + 1, c1);
    into.addMixed(first, second, ratings + 2, c2);
    into.addMixed(first, second, ratings + 3, c3);
  }

  @Override
  public Scores scores(double[] parameters) {
    return (row, score) -> {
      int at = pairs.ofPair()[battles.pair(row)];
      double sign = battles.flipped(row) == 0 ? 1 : -1;
      double x = parameters[pairs.first()[at]] - parameters[pairs.second()[at]];
      for (int k = 0; k < FEATURES; k++) {
        double z = (style[row * FEATURES + k] - sign * scale.mean()[k]) * factor[k];
        score[k + 1] = z;
        x += parameters[ratings + k] * z;
      }
      double mean = BradleyTerry.probability(x, StrictMath.exp(-Math.abs(x)));
      double residual = BradleyTerry.outcome(battles.result(row)) - mean;
      score[0] = residual;
      for (int k = 1; k <= FEATURES; k++) {
        score[k] *= residual;
      }
    };
  }

  /** What is summed over all pairs. */
  private final class Sums {
    final Derivatives into;
    double s0;
    double s1;
    double s2;
    double s3;
    double h00;
    double h10;
    double h11;
    double h20;
    double h21;
    double h22;
    double h30;
    double h31;
    double h32;
    double h33;
    private double loss;
    private double product = 1;

    Sums(Derivatives into) {
      this.into = into;
    }

    /** Adds {@code weight (ln(1 + e) + linear)}; takes few logarithms if weights are 1. */
    void addLoss(double weight, double e, double linear) {
      loss += weight * linear;
      if (weight == 1) {
        product *= 1 + e;
        if (product > LARGE_PRODUCT) {
          loss += StrictMath.log(product);
          product = 1;
        }
      } else {
        loss += weight * StrictMath.log1p(e);
      }
    }

    double loss() {
      return loss + StrictMath.log(product);
    }

    void store() {
      double[] slopes = {s0, s1, s2, s3};
      double[][] curvatures = {{h00}, {h10, h11}, {h20, h21, h22}, {h30, h31, h32, h33}};
      for (int k = 0; k < FEATURES; k++) {
        into.gradient[ratings + k] += slopes[k];
        for (int l = 0; l <= k; l++) {
          into.hessian[(ratings + k) * into.size + ratings + l] += curvatures[k][l];
        }
      }
    }
  }
}
