package dev.arena.statistics.calibration;

import dev.arena.statistics.loss.VoteScore;
import dev.arena.statistics.sequential.Unit;

/**
 * The votes that count as one observation of a model's calibration: all votes of a voter, or a
 * single vote if the voter is not known.
 *
 * @param surprise the sum of {@link VoteScore#surprise}
 * @param variance the sum of the variances that the losses have if the predictions are right, in
 *     {@linkplain dev.arena.statistics.loss.FixedPoint fixed point}
 */
public record CalibrationUnit(Unit surprise, long variance) {
  /** A unit without votes. */
  public static final CalibrationUnit EMPTY = new CalibrationUnit(Unit.EMPTY, 0);

  /** A unit of a single vote. */
  public static CalibrationUnit of(VoteScore score) {
    return EMPTY.plus(score);
  }

  /** With one more vote. */
  public CalibrationUnit plus(VoteScore score) {
    return new CalibrationUnit(
        surprise.plus(score.surprise()), Math.addExact(variance, score.entropyVariance()));
  }

  /** Without one of its votes. */
  public CalibrationUnit minus(VoteScore score) {
    return new CalibrationUnit(
        surprise.minus(score.surprise()), Math.subtractExact(variance, score.entropyVariance()));
  }

  /** The variance of the mean surprise if the predictions are right and the votes independent. */
  long varianceOfMean() {
    long squared = Math.multiplyExact(surprise.votes(), surprise.votes());
    return squared == 0 ? 0 : Math.floorDiv(variance + squared / 2, squared);
  }
}
