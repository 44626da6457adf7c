package dev.arena.trainer.head;

import java.util.List;
import java.util.function.Function;

/**
 * Scales features to a common size and clips them, so that no text, however odd, throws the head
 * off: {@code clip((value - centre) * factor)}. Antisymmetric features have no centre: swapping A
 * and B must change only their sign.
 *
 * @param centres the values that are subtracted first
 * @param factors the factors that multiply the result; 0 for a feature that never varied
 */
public record FeatureScaling(double[] centres, double[] factors) {
  /** Scaled values are clipped to {@code [-LIMIT, LIMIT]}. */
  public static final double LIMIT = 4;

  private static final double SMALLEST_DEVIATION = 1e-6;

  /** Scales by the root mean square. */
  public static FeatureScaling ofAntisymmetric(List<float[]> values) {
    return of(values, column -> 0.0);
  }

  /** Centres at the mean and scales by the standard deviation. */
  public static FeatureScaling ofSymmetric(List<float[]> values) {
    return of(
        values, column -> values.stream().mapToDouble(value -> value[column]).average().orElse(0));
  }

  private static FeatureScaling of(List<float[]> values, Function<Integer, Double> centre) {
    int size = values.isEmpty() ? 0 : values.get(0).length;
    double[] centres = new double[size];
    double[] factors = new double[size];
    for (int j = 0; j < size; j++) {
      int column = j;
      double middle = centre.apply(column);
      double square =
          values.stream()
              .mapToDouble(value -> (value[column] - middle) * (value[column] - middle))
              .average()
              .orElse(0);
      centres[j] = (float) middle;
      double deviation = Math.sqrt(square);
      factors[j] = deviation < SMALLEST_DEVIATION ? 0 : (float) (1 / deviation);
    }
    return new FeatureScaling(centres, factors);
  }

  /** Scales the values of one pair. */
  public double[] apply(float[] values) {
    double[] scaled = new double[factors.length];
    for (int j = 0; j < scaled.length; j++) {
      double value = (values[j] - centres[j]) * factors[j];
      scaled[j] = Math.max(-LIMIT, Math.min(LIMIT, value));
    }
    return scaled;
  }
}
