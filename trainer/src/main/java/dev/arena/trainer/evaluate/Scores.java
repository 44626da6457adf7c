package dev.arena.trainer.evaluate;

import dev.arena.statistics.Interval;
import dev.arena.statistics.calibration.Reliability;

/**
 * The four figures reported for every model and baseline, under the same names everywhere.
 *
 * @param logLoss mean over the rows
 * @param interval95 95% interval of the log loss
 * @param accuracy share of rows whose likeliest outcome was voted for
 * @param calibrationError as {@link Reliability} defines it
 */
public record Scores(
    double logLoss, Interval interval95, double accuracy, double calibrationError) {
  /** The figures for some rows. */
  public static Scores of(RowLosses losses) {
    return new Scores(
        losses.logLoss(), losses.interval(), losses.accuracy(), losses.calibrationError());
  }
}
