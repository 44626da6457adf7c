package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import java.util.Arrays;
import java.util.List;

/**
 * The log loss of each row of a labelled file, and what follows from it.
 *
 * @param losses in the order of the rows
 * @param accuracy share of rows whose likeliest outcome was voted for
 * @param calibrationError expected calibration error of the likeliest outcome over ten equal bins
 */
public record RowLosses(double[] losses, double accuracy, double calibrationError) {
  private static final int BINS = 10;

  /** Compares predictions with votes, row by row. */
  public static RowLosses of(List<Probabilities> predictions, List<Outcome> outcomes) {
    VoteMetrics metrics = new VoteMetrics();
    double[] losses = new double[outcomes.size()];
    double[] confidence = new double[BINS];
    double[] right = new double[BINS];
    for (int i = 0; i < losses.length; i++) {
      Probabilities prediction = predictions.get(i);
      Outcome outcome = outcomes.get(i);
      metrics.add(prediction, outcome);
      losses[i] = VoteMetrics.logLoss(prediction, outcome);
      double top = prediction.of(prediction.mostLikely());
      int bin = Math.min(BINS - 1, (int) (top * BINS));
      confidence[bin] += top;
      right[bin] += prediction.mostLikely() == outcome ? 1 : 0;
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(confidence[bin] - right[bin]);
    }
    return new RowLosses(losses, metrics.accuracy(), error / losses.length);
  }

  /** How many rows. */
  public int rows() {
    return losses.length;
  }

  /** Mean log loss. */
  public double logLoss() {
    return Arrays.stream(losses).average().orElse(Double.NaN);
  }

  /** 95% interval of the log loss. */
  public Interval interval() {
    return Interval.ofMean(losses);
  }

  /** This loss less the other, row by row. */
  public Difference against(RowLosses other) {
    double[] differences = new double[losses.length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = losses[i] - other.losses[i];
    }
    return new Difference(
        Arrays.stream(differences).average().orElse(Double.NaN), Interval.ofMean(differences));
  }

  /**
   * A paired difference of two log losses, this less the other: negative means this is better.
   *
   * @param mean over the rows
   * @param interval95 of the mean
   */
  public record Difference(double mean, Interval interval95) {}
}
