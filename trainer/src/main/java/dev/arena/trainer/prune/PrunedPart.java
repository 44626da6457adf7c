package dev.arena.trainer.prune;

import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Sublayer;
import dev.arena.trainer.network.Weights;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The weights of one part of a layer, without the inputs that were removed.
 *
 * @param whole the encoder's original weights
 * @param layer index of the layer
 */
record PrunedPart(Weights whole, int layer, Sublayer part, Elimination.Kept kept) {
  /** Replaces the weights by some of the same shapes: removed inputs stay, but have no effect. */
  void putInOldShape(Map<String, float[]> values) {
    putOutgoing(values, part.inputs(whole.sizes()), kept.inputs());
  }

  /** Replaces the weights by some of the new shapes. */
  void putInNewShape(Map<String, float[]> values) {
    int hidden = whole.sizes().hidden();
    int[] inputs = kept.inputs();
    for (String name : part.incoming()) {
      String prefix = BertSizes.layer(layer) + name;
      float[] weight = new float[inputs.length * hidden];
      float[] bias = new float[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        System.arraycopy(
            whole.get(prefix + ".weight"), inputs[i] * hidden, weight, i * hidden, hidden);
        bias[i] = whole.get(prefix + ".bias")[inputs[i]];
      }
      values.put(prefix + ".weight", weight);
      values.put(prefix + ".bias", bias);
    }
    putOutgoing(values, inputs.length, IntStream.range(0, inputs.length).toArray());
  }

  /**
   * Puts the matrix {@code [hidden][width]} and the bias of the last product.
   *
   * @param columns where the weights of each kept input go; the other columns are zero
   */
  private void putOutgoing(Map<String, float[]> values, int width, int[] columns) {
    String prefix = BertSizes.layer(layer) + part.outgoing();
    int hidden = whole.sizes().hidden();
    float[] weight = new float[hidden * width];
    float[] bias = new float[hidden];
    for (int i = 0; i < hidden; i++) {
      for (int j = 0; j < columns.length; j++) {
        weight[i * width + columns[j]] = (float) kept.weights()[j][i];
      }
      bias[i] = (float) kept.bias()[i];
    }
    values.put(prefix + ".weight", weight);
    values.put(prefix + ".bias", bias);
  }
}
