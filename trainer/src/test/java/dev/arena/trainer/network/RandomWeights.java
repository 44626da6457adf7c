package dev.arena.trainer.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random weights for tests, as in BERT before pre-training. */
public final class RandomWeights {
  private RandomWeights() {}

  /** Weights from a normal distribution with a standard deviation of 0.02; biases are zero. */
  public static Weights of(BertSizes sizes, RandomGenerator random) {
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
}
