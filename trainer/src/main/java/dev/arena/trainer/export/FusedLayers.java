package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;

import dev.arena.trainer.network.BertSizes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transformer layers of ONNX Runtime's fused operators. */
final class FusedLayers implements Layers {
  /** An omitted optional input. */
  private static final String NO_BIAS = "";

  private final GraphBuilder graph;
  private final GraphWeights weights;
  private final BertSizes sizes;
  private final @Nullable String mask;

  /**
   * @param mask int32 {@code [sequences, tokens]}, 1 for tokens; null without padding
   */
  FusedLayers(GraphBuilder graph, GraphWeights weights, @Nullable String mask) {
    this.graph = graph;
    this.weights = weights;
    this.sizes = weights.sizes();
    this.mask = mask;
  }

  @Override
  public String add(String tokens, String asking, String layer) {
    String context = attend(weights.attention(tokens, asking, layer + "attention.self.", 1));
    String projected = weights.linear(context, layer + "attention.output.dense");
    String attended = normalise(projected, asking, layer + "attention.output.LayerNorm");
    String wide = weights.linear(attended, layer + "intermediate.dense");
    String narrow = weights.linear(graph.fused("Gelu", List.of(wide)), layer + "output.dense");
    return normalise(narrow, attended, layer + "output.LayerNorm");
  }

  /** The operator itself scales the scores by one over the square root of a head's size. */
  private String attend(List<String> queryKeyValue) {
    List<String> inputs = new ArrayList<>(queryKeyValue);
    if (mask != null) {
      inputs.addAll(List.of(NO_BIAS, mask));
    }
    return graph.fused("MultiHeadAttention", inputs, attribute("num_heads", sizes.heads()));
  }

  private String normalise(String input, String skip, String name) {
    return graph.fused(
        "SkipLayerNormalization",
        List.of(input, skip, weights.vector(name + ".weight"), weights.vector(name + ".bias")),
        attribute("epsilon", sizes.layerNormEpsilon()));
  }
}
