package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

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
    double[] confidence = new double[Reliability.BINS];
    for (int i = 0; i < rows; i++) {
      Probabilities p = predictions.get(i);
      top[i] = p.of(p.mostLikely());
      bin[i] = Reliability.bin(top[i]);
      confidence[bin[i]] += top[i];
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] errors = new double[DRAWINGS];
    for (int drawing = 0; drawing < DRAWINGS; drawing++) {
      double[] right = new double[Reliability.BINS];
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
