package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A 95% interval: bootstrap percentiles for a mean, Wilson's interval for a share.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
  private static final int RESAMPLES = 5000;
  private static final int FEWEST_RESAMPLES = 1000;

  /** Values to draw: 5,000 resamples of up to 4,000 rows, 1,000 of 20,000 rows or more. */
  private static final int DRAWN = 20_000_000;

  private static final double NORMAL_975 = 1.959964;
  private static final long SEED = 20240517;

  /** The interval of the mean of values; the same values give the same interval. */
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
   * The interval of a share (Wilson 1927); it stays between 0 and 1 even if there are few rows.
   *
   * @param hits how many of the rows count; halves are allowed
   * @param rows at least 1
   */
  public static Interval ofShare(double hits, int rows) {
    double share = hits / rows;
    double z2 = NORMAL_975 * NORMAL_975;
    double middle = (share + z2 / (2 * rows)) / (1 + z2 / rows);
    double half =
        NORMAL_975
            / (1 + z2 / rows)
            * Math.sqrt(share * (1 - share) / rows + z2 / (4.0 * rows * rows));
    // rounding at 0 and 1 must not exclude the share itself
    return new Interval(
        Math.min(share, Math.max(0, middle - half)), Math.max(share, Math.min(1, middle + half)));
  }

  /** Lower and upper end, as in reports. */
  @JsonValue
  public List<Double> ends() {
    return List.of(low, high);
  }
}
