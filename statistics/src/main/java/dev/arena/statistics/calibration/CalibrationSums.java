package dev.arena.statistics.calibration;

import dev.arena.statistics.loss.FixedPoint;
import dev.arena.statistics.sequential.UnitSums;

/**
 * Sums over {@linkplain CalibrationUnit units}, from which a calibration test follows. Adding and
 * subtracting are exact.
 *
 * @param surprise sums over the mean surprises
 * @param variance the sum of the variances that these means have if the predictions are right, in
 *     {@linkplain FixedPoint fixed point}
 */
public record CalibrationSums(UnitSums surprise, long variance) {
  /** Sums over nothing. */
  public static final CalibrationSums EMPTY = new CalibrationSums(UnitSums.EMPTY, 0);

  /** With one more unit; a unit without votes changes nothing. */
  public CalibrationSums plus(CalibrationUnit unit) {
    return new CalibrationSums(
        surprise.plus(unit.surprise()), Math.addExact(variance, unit.varianceOfMean()));
  }

  /** Without a unit that was added. */
  public CalibrationSums minus(CalibrationUnit unit) {
    return new CalibrationSums(
        surprise.minus(unit.surprise()), Math.subtractExact(variance, unit.varianceOfMean()));
  }

  /** Both together. */
  public CalibrationSums plus(CalibrationSums other) {
    return new CalibrationSums(
        surprise.plus(other.surprise), Math.addExact(variance, other.variance));
  }

  /** Without others that were added. */
  public CalibrationSums minus(CalibrationSums other) {
    return new CalibrationSums(
        surprise.minus(other.surprise), Math.subtractExact(variance, other.variance));
  }

  /**
   * The standardised surprise {@code sum(-ln p_y - H) / sqrt(sum(sum_k p_k ln^2 p_k - H^2))}, with
   * H the entropy: about standard normal if the predictions are right; above 0 if they are
   * overconfident. It is Spiegelhalter's test ("Probabilistic prediction in patient management and
   * clinical trials", 1986) with the log loss in place of the Brier score. Valid for a single look
   * at a window; to watch a model, use {@link CalibrationCheck}. Not finite without votes, or if
   * all predictions were certain.
   */
  public double z() {
    return FixedPoint.toDouble(surprise.sum()) / Math.sqrt(FixedPoint.toDouble(variance));
  }

  /** The variance that the mean has if the predictions are right; NaN without units. */
  double varianceOfMean() {
    return FixedPoint.toDouble(variance) / ((double) surprise.units() * surprise.units());
  }
}
