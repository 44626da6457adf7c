package dev.arena.statistics.rating;

/**
 * Minimises the loss of a {@link Likelihood} by Newton's method with backtracking (S. Boyd and L.
 * Vandenberghe, "Convex Optimization", algorithm 9.5 on page 487), in the gauge in which the
 * ratings of each component add up to zero.
 */
final class Newton {
  private static final int MAX_ITERATIONS = 100;
  private static final double MAX_DECREMENT = 1e-12;
  private static final double MAX_STEP = 1e-6;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double SHORTEST_STEP = 1e-9;

  /** How far, relative to the loss, rounding may change the sum of a million terms. */
  private static final double ROUNDING = 1e-12;

  private final Likelihood likelihood;
  private final Components components;
  private final double totalWeight;

  /**
   * @param totalWeight of all battles; the decrement must fall below 1e-12 times this
   */
  Newton(Likelihood likelihood, Components components, double totalWeight) {
    this.likelihood = likelihood;
    this.components = components;
    this.totalWeight = totalWeight;
  }

  /**
   * Returns the parameters where the loss is smallest.
   *
   * @throws IndeterminateRatingException if the loss has no minimum
   */
  double[] minimise(double[] from) {
    double[] parameters = from.clone();
    components.centre(parameters);
    Derivatives derivatives = new Derivatives(parameters.length);
    Derivatives next = new Derivatives(parameters.length);
    double loss = likelihood.evaluate(parameters, derivatives);
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double[] step = step(derivatives);
      double decrement = dot(step, derivatives.gradient);
      if (decrement <= MAX_DECREMENT * totalWeight && longest(step) <= MAX_STEP) {
        return moved(parameters, step, 1); // quadratic convergence: now exact to rounding
      }
      double length = 1;
      double[] trial = moved(parameters, step, length);
      double trialLoss = likelihood.evaluate(trial, next);
      while (trialLoss > loss - SUFFICIENT_DECREASE * length * decrement + ROUNDING * Math.abs(loss)
          && length > SHORTEST_STEP) {
        length /= 2;
        trial = moved(parameters, step, length);
        trialLoss = likelihood.evaluate(trial, next);
      }
      parameters = trial;
      loss = trialLoss;
      Derivatives spare = derivatives;
      derivatives = next;
      next = spare;
    }
    throw indeterminate();
  }

  private double[] step(Derivatives derivatives) {
    Cholesky hessian =
        Cholesky.factorise(derivatives.size, derivatives.regularHessian(components, 0));
    if (hessian == null) {
      throw indeterminate();
    }
    return hessian.solve(derivatives.gradient);
  }

  private double[] moved(double[] parameters, double[] step, double length) {
    double[] moved = new double[parameters.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = parameters[i] - length * step[i];
    }
    components.centre(moved);
    return moved;
  }

  private static IndeterminateRatingException indeterminate() {
    return new IndeterminateRatingException(
        "the likelihood of the votes has no maximum that can be found; expected votes that determine"
            + " all ratings and coefficients; collect more votes, or use the method bradley-terry"
            + " without style control");
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  private static double longest(double[] step) {
    double longest = 0;
    for (double s : step) {
      longest = Math.max(longest, Math.abs(s));
    }
    return longest;
  }
}
