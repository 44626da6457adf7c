package dev.arena.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The range in which a figure lies with a stated confidence: 95% for those computed by this type.
 *
 * @param low lower end; may be negative infinity
 * @param high upper end; may be positive infinity
 */
public record Interval(double low, double high) {
  private static final int RESAMPLES = 5000;
  private static final int FEWEST_RESAMPLES = 1000;

  /** Values to draw: 5,000 resamples of up to 4,000 rows, 1,000 of 20,000 rows or more. */
  private static final int DRAWN = 20_000_000;

  private static final double NORMAL_975 = 1.959964;
  private static final long SEED = 20240517;

  /**
   * The 95% interval of the mean of values: percentiles of bootstrap means. The same values give
   * the same interval.
   */
  public static Interval ofMean(double[] values) {
    if (values.length == 0) {
      return new Interval(Double.NaN, Double.NaN);
    }
    int resamples = Math.min(RESAMPLES, Math.max(FEWEST_RESAMPLES, DRAWN / values.length));
    SplittableRandom random = new SplittableRandom(SEED);
    double[] means = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      double sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return new Interval(
        means[(int) (0.025 * resamples)], means[(int) Math.ceil(0.975 * resamples) - 1]);
  }

  /**
   * The 95% interval of a share (Wilson 1927, "Probable Inference, the Law of Succession, and
   * Statistical Inference"); it stays between 0 and 1 even if there are few rows.
   *
   * @param hits how many of the rows count; halves are allowed
   * @param rows at least 1
   */
  public static Interval ofShare(double hits, long rows) {
    double share = hits / rows;
    double z2 = NORMAL_975 * NORMAL_975;
    double middle = (share + z2 / (2.0 * rows)) / (1 + z2 / rows);
    double half =
        NORMAL_975
            / (1 + z2 / rows)
            * Math.sqrt(share * (1 - share) / rows + z2 / (4.0 * rows * rows));
    // rounding at 0 and 1 must not exclude the share itself
    return new Interval(
        Math.min(share, Math.max(0, middle - half)), Math.max(share, Math.min(1, middle + half)));
  }

  /** Whether a value lies in the interval, ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** Lower and upper end, as in reports. */
  public List<Double> ends() {
    return List.of(low, high);
  }
}
