package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A 95% interval of a mean: the bootstrap's percentiles.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
  private static final int RESAMPLES = 5000;
  private static final long SEED = 20240517;

  /** The interval of the mean of values; the same values give the same interval. */
  public static Interval ofMean(double[] values) {
    if (values.length == 0) {
      return new Interval(Double.NaN, Double.NaN);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return new Interval(
        means[(int) (0.025 * RESAMPLES)], means[(int) Math.ceil(0.975 * RESAMPLES) - 1]);
  }

  /** Lower and upper end, as reports hold them. */
  @JsonValue
  public List<Double> ends() {
    return List.of(low, high);
  }
}
