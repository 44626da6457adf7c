package dev.arena.statistics.rating;

/**
 * The sandwich estimate of the covariance of a fit's parameters, {@code H+ B H+}: H+ is the
 * pseudo-inverse of the Hessian of the loss on ratings whose sum is zero, and B the sum of the
 * outer products of the scores (P. J. Huber, "The Behavior of Maximum Likelihood Estimates under
 * Nonstandard Conditions", 1967; H. White, "Maximum Likelihood Estimation of Misspecified Models",
 * Econometrica 50, 1982). It is right even if the model of the votes is not.
 */
final class Covariance {
  private final int size;
  private final double[] values;

  private Covariance(int size, double[] values) {
    this.size = size;
    this.values = values;
  }

  /** With battles as independent: B is the sum of {@code w^2 s s'} over the battles' scores s. */
  static Covariance perVote(RatingFit fit) {
    return perVote(fit, 0);
  }

  /**
   * As above.
   *
   * @param ridge is added to the diagonal of the ratings' Hessian; arena-rank adds 1e-5 times the
   *     number of votes, which biases its variances
   */
  static Covariance perVote(RatingFit fit, double ridge) {
    Meat meat = new Meat(fit);
    Battles battles = fit.battles();
    for (int row = 0; row < battles.rows(); row++) {
      if (meat.isRated(row)) {
        double weight = battles.weight(row);
        meat.addRow(row, battles.count(row) * weight * weight);
      }
    }
    return sandwich(fit, meat.values, ridge);
  }

  /**
   * With voters as independent: B is the sum of {@code s s'} over voters, with s the sum of a
   * voter's scores (K.-Y. Liang and S. L. Zeger, "Longitudinal Data Analysis Using Generalized
   * Linear Models", Biometrika 73, 1986). Without the factor {@code v / (v - 1)}. An anonymous
   * battle is taken as that of another voter.
   */
  static Covariance perVoter(RatingFit fit, Battles.VoterRows byVoter) {
    Meat meat = new Meat(fit);
    Battles battles = fit.battles();
    for (int voter = 0; voter < battles.voterLimit(); voter++) {
      for (int i = byVoter.start()[voter]; i < byVoter.start()[voter + 1]; i++) {
        int row = byVoter.rows()[i];
        if (fit.pairs().ofPair()[byVoter.pairs()[i]] >= 0) {
          meat.collect(row, battles.count(row) * battles.weight(row));
        }
      }
      meat.addCollected();
    }
    for (int row = 0; row < battles.rows(); row++) {
      if (battles.voter(row) == Battles.ANONYMOUS && meat.isRated(row)) {
        double weight = battles.weight(row);
        meat.addRow(row, battles.count(row) * weight * weight);
      }
    }
    return sandwich(fit, meat.values, 0);
  }

  double variance(int parameter) {
    return values[parameter * size + parameter];
  }

  /** The variance of the difference of two parameters. */
  double varianceOfDifference(int parameter, int other) {
    return Math.max(
        0, variance(parameter) + variance(other) - 2 * values[parameter * size + other]);
  }

  private static Covariance sandwich(RatingFit fit, double[] meat, double ridge) {
    int n = fit.parameters().length;
    Derivatives derivatives = new Derivatives(n);
    fit.likelihood().evaluate(fit.parameters(), derivatives);
    Cholesky hessian = Cholesky.factorise(n, derivatives.regularHessian(fit.components(), ridge));
    if (hessian == null) {
      throw new IndeterminateRatingException(
          "the votes determine some ratings too little for intervals; expected votes for and against"
              + " each model; collect more votes, or compute the board without intervals");
    }
    double[] inverse = hessian.inverse();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        meat[j * n + i] = meat[i * n + j];
      }
    }
    return new Covariance(n, product(n, product(n, inverse, meat), inverse));
  }

  private static double[] product(int n, double[] left, double[] right) {
    double[] product = new double[n * n];
    for (int i = 0; i < n; i++) {
      int row = i * n;
      for (int k = 0; k < n; k++) {
        double multiple = left[row + k];
        int other = k * n;
        for (int j = 0; j < n; j++) {
          product[row + j] += multiple * right[other + j];
        }
      }
    }
    return product;
  }

  /** The matrix B, of which the lower triangle is filled. */
  private static final class Meat {
    /** A voter who judged more than this part of the models is added without looking which. */
    private static final int DENSE = 4;

    private final Battles battles;
    private final RatedPairs pairs;
    private final Likelihood.Scores scores;
    private final int size;
    private final int ratings;
    private final double[] score;
    private final double[] collected;
    private final int[] touched;
    private final boolean[] isTouched;
    private int touchedSize;
    final double[] values;

    Meat(RatingFit fit) {
      battles = fit.battles();
      pairs = fit.pairs();
      scores = fit.likelihood().scores(fit.parameters());
      size = fit.parameters().length;
      ratings = fit.components().parameters();
      score = new double[1 + size - ratings];
      collected = new double[size];
      touched = new int[size];
      isTouched = new boolean[size];
      values = new double[size * size];
    }

    boolean isRated(int row) {
      return pairs.ofPair()[battles.pair(row)] >= 0;
    }

    /** Adds the outer product of a row's score. */
    void addRow(int row, double factor) {
      scores.at(row, score);
      int at = pairs.ofPair()[battles.pair(row)];
      int first = pairs.first()[at];
      int second = pairs.second()[at];
      double square = factor * score[0] * score[0];
      values[first * size + first] += square;
      values[second * size + second] += square;
      values[Math.max(first, second) * size + Math.min(first, second)] -= square;
      for (int k = 1; k < score.length; k++) {
        int line = (ratings + k - 1) * size;
        double mixed = factor * score[0] * score[k];
        values[line + first] += mixed;
        values[line + second] -= mixed;
        for (int l = 1; l <= k; l++) {
          values[line + ratings + l - 1] += factor * score[k] * score[l];
        }
      }
    }

    /** Adds a row's score to those of the current voter. */
    void collect(int row, double factor) {
      scores.at(row, score);
      int at = pairs.ofPair()[battles.pair(row)];
      add(pairs.first()[at], factor * score[0]);
      add(pairs.second()[at], -factor * score[0]);
      for (int k = 1; k < score.length; k++) {
        add(ratings + k - 1, factor * score[k]);
      }
    }

    private void add(int parameter, double value) {
      if (!isTouched[parameter]) {
        isTouched[parameter] = true;
        touched[touchedSize++] = parameter;
      }
      collected[parameter] += value;
    }

    /** Adds the outer product of the current voter's score, and starts the next voter. */
    void addCollected() {
      if (touchedSize > size / DENSE) {
        addDense();
      } else {
        addSparse();
      }
      for (int i = 0; i < touchedSize; i++) {
        collected[touched[i]] = 0;
        isTouched[touched[i]] = false;
      }
      touchedSize = 0;
    }

    /** Does more additions than {@link #addSparse}, with the same sums, but several at a time. */
    private void addDense() {
      for (int a = 0; a < size; a++) {
        double value = collected[a];
        if (value != 0) {
          int line = a * size;
          for (int b = 0; b <= a; b++) {
            values[line + b] += value * collected[b];
          }
        }
      }
    }

    private void addSparse() {
      for (int i = 0; i < touchedSize; i++) {
        int a = touched[i];
        double value = collected[a];
        for (int j = 0; j <= i; j++) {
          int b = touched[j];
          values[Math.max(a, b) * size + Math.min(a, b)] += value * collected[b];
        }
      }
    }
  }
}
