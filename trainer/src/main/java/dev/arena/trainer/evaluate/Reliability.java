package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How often a model is right at each confidence. Rows fall into ten bins of equal width by the
 * probability of their likeliest outcome.
 *
 * <p>The calibration error (ECE, Guo et al. 2017, "On Calibration of Modern Neural Networks") is
 * the distance, in each bin, between the mean probability of the likeliest outcome and the share of
 * rows in which that outcome was voted for, averaged over the rows. Chance alone makes it larger
 * than 0, and more so with fewer rows: compare it with {@link PerfectCalibration}.
 *
 * @param bins the bins that hold rows, from low to high confidence
 * @param calibrationError in [0, 1]
 */
public record Reliability(List<Bin> bins, double calibrationError) {
  static final int BINS = 10;

  /**
   * Rows of about the same confidence.
   *
   * @param from lowest confidence
   * @param to highest confidence
   * @param rows number of rows
   * @param confidence mean probability of the likeliest outcome
   * @param right share of rows in which that outcome was voted for
   * @param interval95 95% interval of that share
   */
  public record Bin(
      double from, double to, int rows, double confidence, double right, Interval interval95) {}

  /** Compares predictions with votes. */
  public static Reliability of(List<Probabilities> predictions, List<Outcome> outcomes) {
    int[] rows = new int[BINS];
    double[] confidence = new double[BINS];
    double[] right = new double[BINS];
    for (int i = 0; i < predictions.size(); i++) {
      Outcome likeliest = predictions.get(i).mostLikely();
      double top = predictions.get(i).of(likeliest);
      int bin = bin(top);
      rows[bin]++;
      confidence[bin] += top;
      right[bin] += likeliest == outcomes.get(i) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      if (rows[i] > 0) {
        bins.add(
            new Bin(
                (double) i / BINS,
                (i + 1.0) / BINS,
                rows[i],
                confidence[i] / rows[i],
                right[i] / rows[i],
                Interval.ofShare(right[i], rows[i])));
      }
    }
    return new Reliability(bins, error(confidence, right, predictions.size()));
  }

  static int bin(double confidence) {
    return Math.min(BINS - 1, (int) (confidence * BINS));
  }

  /**
   * The calibration error, computed from each bin's sum of confidences and number of correctly
   * predicted rows.
   */
  static double error(double[] confidence, double[] right, int rows) {
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(confidence[bin] - right[bin]);
    }
    return error / rows;
  }

  /**
   * The calibration error that the same probabilities would show by chance if they were exactly
   * right, simulated by repeatedly drawing votes from them.
   *
   * @param mean mean error of the draws
   * @param percentile95 error that one draw in twenty exceeds
   */
  public record PerfectCalibration(double mean, double percentile95) {
    private static final int DRAWINGS = 2000;
    private static final long SEED = 20240518;

    /** Simulates votes; the same probabilities give the same result. */
    public static PerfectCalibration of(List<Probabilities> predictions) {
      int rows = predictions.size();
      double[] top = new double[rows];
      int[] bin = new int[rows];
      double[] confidence = new double[BINS];
      for (int i = 0; i < rows; i++) {
        Probabilities p = predictions.get(i);
        top[i] = p.of(p.mostLikely());
        bin[i] = Reliability.bin(top[i]);
        confidence[bin[i]] += top[i];
      }
      SplittableRandom random = new SplittableRandom(SEED);
      double[] errors = new double[DRAWINGS];
      for (int drawing = 0; drawing < DRAWINGS; drawing++) {
        double[] right = new double[BINS];
        for (int i = 0; i < rows; i++) {
          right[bin[i]] += random.nextDouble() < top[i] ? 1 : 0;
        }
        errors[drawing] = Reliability.error(confidence, right, rows);
      }
      Arrays.sort(errors);
      return new PerfectCalibration(
          Arrays.stream(errors).average().orElse(Double.NaN),
          errors[(int) Math.ceil(0.95 * DRAWINGS) - 1]);
    }
  }
}
