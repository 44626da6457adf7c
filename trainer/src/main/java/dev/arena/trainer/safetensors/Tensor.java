package dev.arena.trainer.safetensors;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A tensor to be written.
 *
 * @param shape its dimensions; empty for a single number
 * @param values its numbers, row by row; read once, when it is written, so that the tensors of a
 *     network need not be on the heap together
 */
public record Tensor(long[] shape, Supplier<float[]> values) {
  public Tensor {
    shape = shape.clone();
    if (Arrays.stream(shape).anyMatch(dimension -> dimension < 0)) {
      throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " is negative");
    }
  }

  /** A tensor of numbers already on the heap. */
  public static Tensor of(float[] values, long... shape) {
    return new Tensor(shape, () -> values);
  }

  long count() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
