package dev.arena.statistics.calibration;

import dev.arena.statistics.Interval;
import dev.arena.statistics.sequential.ClusteredSums;
import dev.arena.statistics.sequential.ConfidenceSequence;
import dev.arena.statistics.sequential.UnitSums;

/**
 * Whether votes contradict a model's probabilities, without bins and for any number of looks.
 *
 * <p>If the probabilities are right, the surprise {@code -ln p_y - H} of a vote for y has the mean
 * 0, with H the entropy of the prediction. An alarm is raised when the {@linkplain ClusteredSums
 * interval} of the mean surprise excludes 0. In the limit of many voters and pairs, the chance that
 * this ever happens to right probabilities is about 5%.
 *
 * <p>Its standard deviation is the larger of the one observed and the one that the probabilities
 * imply. The observed one alone is too small while a confident model has not met its first
 * surprising votes: a model that is right in saying 99% would raise an alarm in most runs.
 *
 * @param mean mean surprise; NaN without votes
 * @param interval the interval around it, which holds at any time
 * @param units the smaller number of voters or pairs
 * @param z the standardised surprise, for a single look ({@link CalibrationSums#z})
 */
public record CalibrationCheck(double mean, Interval interval, long units, double z) {
  /**
   * Checks at 95%.
   *
   * @param voters sums over the units of voters
   * @param pairs sums over those of pairs
   * @param votes sums over the surprises of single votes
   */
  public static CalibrationCheck of(CalibrationSums voters, CalibrationSums pairs, UnitSums votes) {
    ClusteredSums surprise = new ClusteredSums(voters.surprise(), pairs.surprise(), votes);
    double expected = Math.max(voters.varianceOfMean(), pairs.varianceOfMean());
    return new CalibrationCheck(
        surprise.mean(),
        surprise.interval(ConfidenceSequence.STANDARD, expected),
        surprise.units(),
        voters.z());
  }

  /** Checks observations that have nothing in common, such as votes of different people. */
  public static CalibrationCheck ofIndependent(CalibrationSums observations) {
    return of(observations, observations, observations.surprise());
  }

  /** Whether the probabilities are wrong. */
  public boolean alarm() {
    return !interval.contains(0);
  }

  /** Whether the alarm is about too much confidence: losses are larger than expected. */
  public boolean overconfident() {
    return interval.low() > 0;
  }

  /** Whether the alarm is about too little confidence: losses are smaller than expected. */
  public boolean underconfident() {
    return interval.high() < 0;
  }
}
