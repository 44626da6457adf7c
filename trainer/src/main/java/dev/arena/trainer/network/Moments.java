package dev.arena.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.interrupt.Interrupts;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The second moments from which the last product of a {@link Sublayer} can be refitted by least
 * squares. Its inputs are followed by a constant 1. The targets are what must be added to what the
 * part reads, so that the sum is that of the same part in another network.
 *
 * @param products sums over tokens of the products of two inputs, {@code [inputs + 1][inputs + 1]}
 * @param targets sums over tokens of the products of an input and a target, {@code [inputs +
 *     1][hidden]}
 */
public record Moments(double[][] products, double[][] targets) {
  /**
   * Computes the moments.
   *
   * @param original the network that is to be matched
   * @param changed a network of the same sizes, in which what comes before the part may have other
   *     weights
   * @param layer index of the layer
   * @param sequences at least one
   * @param done receives the number of sequences that are finished
   */
  public static Moments of(
      PreferenceNetwork original,
      PreferenceNetwork changed,
      int layer,
      Sublayer part,
      List<Sequence> sequences,
      LongConsumer done) {
    int inputs = part.inputs(original.sizes());
    Moments moments =
        new Moments(
            new double[inputs + 1][inputs + 1], new double[inputs + 1][original.sizes().hidden()]);
    long finished = 0;
    for (PackedSequences run : PackedSequences.of(sequences, sequences.size())) {
      Interrupts.check();
      try (NDManager scope = original.manager().newSubManager()) {
        NDList wanted = original.inside(scope, run, layer, part);
        NDList found = changed.inside(scope, run, layer, part);
        NDArray target = wanted.get(0).add(wanted.get(2)).sub(found.get(0));
        NDArray ones = scope.ones(new Shape(run.tokens(), 1));
        NDArray input = found.get(1).concat(ones, 1);
        add(moments.products, input.transpose().matMul(input));
        add(moments.targets, input.transpose().matMul(target));
      }
      finished += run.sequences().size();
      done.accept(finished);
    }
    return moments;
  }

  private static void add(double[][] sums, NDArray matrix) {
    float[] flat = matrix.toFloatArray();
    int columns = sums[0].length;
    for (int i = 0; i < sums.length; i++) {
      for (int j = 0; j < columns; j++) {
        sums[i][j] += flat[i * columns + j];
      }
    }
  }
}
