package dev.arena.statistics.sequential;

import dev.arena.statistics.Interval;

/**
 * Sums over votes of which some have the same voter and some are on the same pair. Both resemble
 * each other, so neither voters nor pairs alone are independent observations if few people vote on
 * few pairs.
 *
 * <p>The variance of the mean is that of Cameron, Gelbach and Miller, "Robust inference with
 * multiway clustering" (Journal of Business and Economic Statistics 29(2), 2011): the variance
 * between voters plus that between pairs, minus that between single votes, which both contain. It
 * assumes that two votes are independent if they have neither the voter nor the pair in common.
 *
 * @param voters sums over the {@linkplain Unit units} of voters
 * @param pairs sums over those of pairs
 * @param votes sums over single votes
 */
public record ClusteredSums(UnitSums voters, UnitSums pairs, UnitSums votes) {
  /** Sums over observations that have nothing in common. */
  public static ClusteredSums independent(UnitSums observations) {
    return new ClusteredSums(observations, observations, observations);
  }

  /** The mean over voters; NaN without votes. */
  public double mean() {
    return voters.mean();
  }

  /** The smaller number of voters or pairs. */
  public long units() {
    return Math.min(voters.units(), pairs.units());
  }

  /**
   * The variance of the mean. It is never below that between voters or that between pairs alone;
   * NaN below two of either.
   */
  public double varianceOfMean() {
    double byVoter = voters.varianceOfMean();
    double byPair = pairs.varianceOfMean();
    return Math.max(byVoter + byPair - votes.varianceOfMean(), Math.max(byVoter, byPair));
  }

  /** The interval that {@link #interval(ConfidenceSequence, double)} gives without a bound. */
  public Interval interval(ConfidenceSequence sequence) {
    return interval(sequence, 0);
  }

  /**
   * The confidence sequences of the mean over voters and of the mean over pairs together, from the
   * lower end of both to the upper end of both. The two means differ if some people vote more often
   * than others, or if some pairs are voted on more often: a single pair that everyone votes on may
   * decide the one, and is one of many in the other. Infinite where either sequence is not yet
   * valid.
   *
   * @param leastVariance lower bound of the variance of the mean
   */
  public Interval interval(ConfidenceSequence sequence, double leastVariance) {
    if (units() < sequence.validFrom()) {
      return ConfidenceSequence.UNKNOWN; // below two units, there is no variance either
    }
    double variance = Math.max(leastVariance, varianceOfMean());
    Interval byVoter = around(voters, variance, sequence);
    Interval byPair = around(pairs, variance, sequence);
    return new Interval(
        Math.min(byVoter.low(), byPair.low()), Math.max(byVoter.high(), byPair.high()));
  }

  private static Interval around(UnitSums sums, double variance, ConfidenceSequence sequence) {
    return sequence.around(sums.mean(), Math.sqrt(sums.units() * variance), sums.units());
  }
}
