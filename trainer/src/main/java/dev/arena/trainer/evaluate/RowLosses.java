package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import dev.arena.statistics.Interval;
import dev.arena.statistics.calibration.Reliability;
import java.util.Arrays;
import java.util.List;

/**
 * A model's log loss on each row of a labelled file, with its accuracy and calibration error.
 *
 * @param losses in the order of the rows
 * @param accuracy share of rows whose likeliest outcome was voted for
 * @param calibrationError of the likeliest outcome, as {@link Reliability} defines it
 */
public record RowLosses(double[] losses, double accuracy, double calibrationError) {

  /** Compares predictions with votes, row by row. */
  public static RowLosses of(List<Probabilities> predictions, List<Outcome> outcomes) {
    VoteMetrics metrics = new VoteMetrics();
    double[] losses = new double[outcomes.size()];
    for (int i = 0; i < losses.length; i++) {
      metrics.add(predictions.get(i), outcomes.get(i));
      losses[i] = VoteMetrics.logLoss(predictions.get(i), outcomes.get(i));
    }
    return new RowLosses(
        losses,
        metrics.accuracy(),
        Confidences.of(predictions, outcomes).reliability().calibrationError());
  }

  /** The number of rows. */
  public int rows() {
    return losses.length;
  }

  /** The mean log loss. */
  public double logLoss() {
    return Arrays.stream(losses).average().orElse(Double.NaN);
  }

  /** The 95% interval of the log loss. */
  public Interval interval() {
    return Interval.ofMean(losses);
  }

  /** This loss minus the other, row by row. */
  public Difference against(RowLosses other) {
    return Difference.of(losses, other.losses);
  }

  /** The losses of some rows. */
  double[] at(int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> losses[row]).toArray();
  }

  /**
   * A paired difference between two log losses, this minus the other: negative means this is
   * better.
   *
   * @param mean over the rows
   * @param interval95 95% interval of the mean
   */
  public record Difference(double mean, Interval interval95) {
    /** The difference between losses on the same rows, in the same order. */
    public static Difference of(double[] losses, double[] others) {
      double[] differences = byRow(losses, others);
      return new Difference(
          Arrays.stream(differences).average().orElse(Double.NaN), Interval.ofMean(differences));
    }

    static double[] byRow(double[] losses, double[] others) {
      double[] differences = new double[losses.length];
      Arrays.setAll(differences, i -> losses[i] - others[i]);
      return differences;
    }
  }
}
