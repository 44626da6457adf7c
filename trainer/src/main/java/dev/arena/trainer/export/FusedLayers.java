package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;

import dev.arena.trainer.network.BertSizes;
import java.util.List;

/** Transformer layers of ONNX Runtime's own operators, each of which does several steps. */
final class FusedLayers implements Layers {
  private final GraphBuilder graph;
  private final Matrices matrices;
  private final BertSizes sizes;
  private final String mask;

  /**
   * @param mask int32 {@code [sequences, tokens]}, 1 where a token is
   */
  FusedLayers(GraphBuilder graph, Matrices matrices, String mask) {
    this.graph = graph;
    this.matrices = matrices;
    this.sizes = matrices.sizes();
    this.mask = mask;
  }

  @Override
  public String add(String tokens, String layer) {
    String context = attend(tokens, matrices.joined(layer + "attention.self.", 1));
    String dense = layer + "attention.output.dense";
    String projected = matrices.product(context, dense + ".weight", sizes.hidden());
    String attended = normalise(projected, tokens, dense, layer + "attention.output.LayerNorm");
    String wide = layer + "intermediate.dense";
    String widened =
        graph.fused(
            "BiasGelu",
            List.of(
                matrices.product(attended, wide + ".weight", sizes.hidden()),
                matrices.vector(wide + ".bias")));
    String narrow = layer + "output.dense";
    String narrowed = matrices.product(widened, narrow + ".weight", sizes.intermediate());
    return normalise(narrowed, attended, narrow, layer + "output.LayerNorm");
  }

  private String attend(String tokens, Matrices.Joined joined) {
    if (!matrices.int8()) {
      return graph.fused(
          "Attention",
          List.of(tokens, joined.matrix(), joined.bias(), mask),
          attribute("num_heads", sizes.heads()));
    }
    List<String> quantised = graph.nodes("DynamicQuantizeLinear", 3, List.of(tokens));
    Matrices.Quantised weight = joined.quantised();
    return graph.fused(
        "QAttention",
        List.of(
            quantised.get(0),
            weight.numbers(),
            joined.bias(),
            quantised.get(1),
            weight.scales(),
            mask,
            quantised.get(2),
            weight.zeros()),
        attribute("num_heads", sizes.heads()));
  }

  private String normalise(String input, String skip, String dense, String name) {
    return graph.fused(
        "SkipLayerNormalization",
        List.of(
            input,
            skip,
            matrices.vector(name + ".weight"),
            matrices.vector(name + ".bias"),
            matrices.vector(dense + ".bias")),
        attribute("epsilon", sizes.layerNormEpsilon()));
  }
}
