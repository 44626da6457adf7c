package dev.arena.trainer.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

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

  /** Random weights, as in BERT before pre-training: normal with deviation 0.02, biases zero. */
  public static Weights random(BertSizes sizes, RandomGenerator random) {
    Map<String, float[]> values = new LinkedHashMap<>();
    sizes
        .parameters()
        .forEach(
            (name, shape) -> {
              float[] value = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
              if (name.endsWith("LayerNorm.weight")) {
                Arrays.fill(value, 1);
              } else if (!name.endsWith(".bias")) {
                for (int i = 0; i < value.length; i++) {
                  value[i] = (float) (0.02 * random.nextGaussian());
                }
              }
              values.put(name, value);
            });
    return new Weights(sizes, values);
  }

  /** The values of one parameter. */
  public float[] get(String name) {
    float[] value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no parameter named " + name);
    }
    return value;
  }
}
