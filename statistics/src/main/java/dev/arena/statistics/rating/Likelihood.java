package dev.arena.statistics.rating;

/**
 * A model of the votes: the negative log-likelihood of its parameters, plus a penalty if it has
 * one. The first parameters are the ratings, in the order of {@link Components}; further ones
 * follow. Convex.
 */
interface Likelihood {
  /** The number of parameters beside the ratings. */
  int further();

  /** Returns the loss and replaces the derivatives by those at the parameters. */
  double evaluate(double[] parameters, Derivatives derivatives);

  /** The scores at the parameters. */
  Scores scores(double[] parameters);

  /** The derivatives of one battle's log-likelihood, without weight or penalty. */
  interface Scores {
    /**
     * Computes a row's scores.
     *
     * @param row of a pair that is rated
     * @param score receives the derivative by the difference of the first and the second rating and
     *     then by each further parameter
     */
    void at(int row, double[] score);
  }
}
