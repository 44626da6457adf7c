package dev.arena.trainer.safetensors;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A tensor to be written.
 *
 * @param shape its dimensions; empty for a single number
 * @param values its numbers, row by row; read once, when the tensor is written, so that a network's
 *     tensors need not all be on the heap at once
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
