package dev.arena.statistics.loss;

/**
 * The log loss of a predictor that knows only the earlier votes: the baseline that a scorer has to
 * beat.
 *
 * <p>Before each vote it predicts outcome k with {@code (n_k + 1) / (n + 3)} (Laplace's rule of
 * succession), where n_k of the n earlier votes were for k. These losses add up to {@code
 * ln((n+2)!/2) - sum_k ln n_k!} whatever the order of the votes, so the counts suffice.
 *
 * @param a votes for A
 * @param b votes for B
 * @param tie votes for neither
 */
public record RunningClassPrior(long a, long b, long tie) {
  /** Before the first vote. */
  public static final RunningClassPrior EMPTY = new RunningClassPrior(0, 0, 0);

  public RunningClassPrior {
    if (a < 0 || b < 0 || tie < 0) {
      throw new IllegalArgumentException(
          "votes are %d, %d, %d; expected counts of at least 0".formatted(a, b, tie));
    }
  }

  /** The number of votes. */
  public long votes() {
    return a + b + tie;
  }

  /** With one more vote for outcome 0, 1 or 2. */
  public RunningClassPrior plus(int outcome) {
    return changed(outcome, 1);
  }

  /** Without one vote for outcome 0, 1 or 2. */
  public RunningClassPrior minus(int outcome) {
    return changed(outcome, -1);
  }

  private RunningClassPrior changed(int outcome, int by) {
    return switch (outcome) {
      case 0 -> new RunningClassPrior(a + by, b, tie);
      case 1 -> new RunningClassPrior(a, b + by, tie);
      case 2 -> new RunningClassPrior(a, b, tie + by);
      default ->
          throw new IllegalArgumentException(
              "the outcome is %d; expected 0 (A), 1 (B) or 2 (tie)".formatted(outcome));
    };
  }

  /** The sum of the losses of all votes. */
  public double logLoss() {
    return LogFactorial.of(votes() + 2)
        - LogFactorial.of(2)
        - LogFactorial.of(a)
        - LogFactorial.of(b)
        - LogFactorial.of(tie);
  }

  /**
   * The sum of the losses of the votes of a window that ends here.
   *
   * @param start the votes before the window
   */
  public double logLossSince(RunningClassPrior start) {
    if (start.a > a || start.b > b || start.tie > tie) {
      throw new IllegalArgumentException(
          "the window starts at %s and ends at %s; expected a start with no more votes"
              .formatted(start, this));
    }
    return LogFactorial.ratio(votes() + 2, start.votes() + 2)
        - LogFactorial.ratio(a, start.a)
        - LogFactorial.ratio(b, start.b)
        - LogFactorial.ratio(tie, start.tie);
  }
}
