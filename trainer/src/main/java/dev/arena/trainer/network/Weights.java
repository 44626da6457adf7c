package dev.arena.trainer.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of one encoder on the Java heap: a row-major array for each parameter of {@link
 * BertSizes#parameters()}. The arrays are not copied and must not change after construction.
 */
public record Weights(BertSizes sizes, Map<String, float[]> values) {

  public Weights {
    Map<String, float[]> checked = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> parameter : sizes.parameters().entrySet()) {
      float[] value = values.get(parameter.getKey());
      long expected = Arrays.stream(parameter.getValue()).reduce(1, (a, b) -> a * b);
      if (value == null || value.length != expected) {
        throw new IllegalArgumentException(
            "parameter %s has %s; expected %d numbers of shape %s"
                .formatted(
                    parameter.getKey(),
                    value == null ? "no value" : value.length + " numbers",
                    expected,
                    Arrays.toString(parameter.getValue())));
      }
      checked.put(parameter.getKey(), value);
    }
    values = checked;
  }

  /** The values of one parameter. */
  public float[] get(String name) {
    float[] value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no parameter named " + name);
    }
    return value;
  }

  /** The transpose of a row-major matrix. */
  public static float[] transposed(float[] matrix, int columns) {
    int rows = matrix.length / columns;
    float[] result = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = matrix[i * columns + j];
      }
    }
    return result;
  }
}
