package dev.arena.statistics.calibration;

import dev.arena.statistics.Interval;
import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.sequential.ConfidenceSequence;
import dev.arena.statistics.sequential.UnitSums;

/**
 * Whether votes contradict a model's probabilities, without bins and for any number of looks.
 *
 * <p>If the probabilities are right, the surprise {@code -ln p_y - H} of a vote for y has the mean
 * 0, with H the entropy of the prediction. An alarm is raised when a {@linkplain ConfidenceSequence
 * confidence sequence} of the mean surprise excludes 0.
 *
 * <p>Its standard deviation is the larger of the one observed and the one that the probabilities
 * imply. The observed one alone is too small while a confident model has not met its first
 * surprising votes: a model that is right in saying 99% would raise an alarm in most runs.
 *
 * @param mean mean surprise; NaN without votes
 * @param interval the confidence sequence around it
 * @param units number of units
 * @param z the standardised surprise, for a single look ({@link CalibrationSums#z})
 */
public record CalibrationCheck(double mean, Interval interval, long units, double z) {
  /** Checks at 95%. */
  public static CalibrationCheck of(CalibrationSums sums) {
    return of(sums, ConfidenceSequence.STANDARD);
  }

  /** Checks with another confidence sequence. */
  public static CalibrationCheck of(CalibrationSums sums, ConfidenceSequence sequence) {
    UnitSums surprise = sums.surprise();
    double expected = Math.sqrt(FixedPoint.toDouble(sums.variance()) / surprise.units());
    return new CalibrationCheck(
        surprise.mean(),
        sequence.around(
            surprise.mean(), Math.max(expected, surprise.standardDeviation()), surprise.units()),
        surprise.units(),
        sums.z());
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
