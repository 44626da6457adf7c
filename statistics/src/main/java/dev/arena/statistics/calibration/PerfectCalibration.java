package dev.arena.statistics.calibration;

import dev.arena.statistics.calibration.ReliabilitySums.BinSums;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The calibration error that the same probabilities would show by chance if they were exactly
 * right, simulated by repeatedly drawing votes from them.
 *
 * @param mean mean error
 * @param percentile95 error that one draw in twenty exceeds
 */
public record PerfectCalibration(double mean, double percentile95) {
  private static final int DRAWINGS = 2000;
  private static final long SEED = 20240518;

  /**
   * Simulates votes of each row; the same probabilities give the same result.
   *
   * @param confidences probabilities of the likeliest outcome, at least one
   */
  public static PerfectCalibration of(double[] confidences) {
    int rows = confidences.length;
    int[] bin = new int[rows];
    double[] confidence = new double[ReliabilitySums.BINS];
    for (int i = 0; i < rows; i++) {
      bin[i] = ReliabilitySums.bin(confidences[i]);
      confidence[bin[i]] += confidences[i];
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] errors = new double[DRAWINGS];
    for (int drawing = 0; drawing < DRAWINGS; drawing++) {
      double[] right = new double[ReliabilitySums.BINS];
      for (int i = 0; i < rows; i++) {
        right[bin[i]] += random.nextDouble() < confidences[i] ? 1 : 0;
      }
      errors[drawing] = error(confidence, right, rows);
    }
    return ofErrors(errors);
  }

  /**
   * Simulates the number of right rows of each bin, as if all its rows had the mean confidence of
   * the bin, and in a time that hardly depends on the number of rows. The spread of confidences
   * within a bin makes the result at most about 1% too large. The same sums give the same result.
   *
   * @param sums of at least one row
   */
  public static PerfectCalibration of(ReliabilitySums sums) {
    List<BinSums> bins = sums.bins().stream().filter(bin -> bin.rows() > 0).toList();
    SplittableRandom random = new SplittableRandom(SEED);
    double[] errors = new double[DRAWINGS];
    for (BinSums bin : bins) {
      double expected = bin.rows() * bin.meanConfidence();
      Binomial right = Binomial.of(bin.rows(), bin.meanConfidence());
      for (int drawing = 0; drawing < DRAWINGS; drawing++) {
        errors[drawing] += Math.abs(right.at(random.nextDouble()) - expected) / sums.rows();
      }
    }
    return ofErrors(errors);
  }

  private static PerfectCalibration ofErrors(double[] errors) {
    Arrays.sort(errors);
    return new PerfectCalibration(
        Arrays.stream(errors).average().orElse(Double.NaN),
        errors[(int) Math.ceil(0.95 * DRAWINGS) - 1]);
  }

  private static double error(double[] confidence, double[] right, int rows) {
    double error = 0;
    for (int bin = 0; bin < confidence.length; bin++) {
      error += Math.abs(confidence[bin] - right[bin]);
    }
    return error / rows;
  }
}
