package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;

import dev.arena.trainer.network.BertSizes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Transformer layers of standard ONNX operators. The scale of the attention is folded into the
 * queries. Where every token attends, one product computes queries, keys and values.
 */
final class PlainLayers implements Layers {
  private final GraphBuilder graph;
  private final GraphWeights weights;
  private final BertSizes sizes;
  private final @Nullable String attention;

  /**
   * @param attention added to the attention scores, {@code [sequences, 1, 1, tokens]}; null for
   *     nothing
   */
  PlainLayers(GraphBuilder graph, GraphWeights weights, @Nullable String attention) {
    this.graph = graph;
    this.weights = weights;
    this.sizes = weights.sizes();
    this.attention = attention;
  }

  @Override
  public String add(String tokens, String asking, String layer) {
    String context = attend(tokens, asking, layer + "attention.self.");
    String projected = weights.linear(context, layer + "attention.output.dense");
    String attended = normalise(projected, asking, layer + "attention.output.LayerNorm");
    String wide = gelu(weights.linear(attended, layer + "intermediate.dense"));
    String narrow = weights.linear(wide, layer + "output.dense");
    return normalise(narrow, attended, layer + "output.LayerNorm");
  }

  private String attend(String tokens, String asking, String name) {
    double size = (double) sizes.hidden() / sizes.heads();
    List<String> parts = weights.attention(tokens, asking, name, (float) (1 / Math.sqrt(size)));
    String query = heads(parts.get(0), List.of(0L, 2L, 1L, 3L));
    String key = heads(parts.get(1), List.of(0L, 2L, 3L, 1L));
    String value = heads(parts.get(2), List.of(0L, 2L, 1L, 3L));
    String scores = graph.node("MatMul", List.of(query, key));
    String shown = attention == null ? scores : graph.node("Add", List.of(scores, attention));
    String shares = graph.node("Softmax", List.of(shown), attribute("axis", -1));
    String mixed =
        graph.node(
            "Transpose",
            List.of(graph.node("MatMul", List.of(shares, value))),
            attribute("perm", List.of(0L, 2L, 1L, 3L)));
    return graph.node("Reshape", List.of(mixed, graph.integers(0, 0, sizes.hidden())));
  }

  private String normalise(String input, String skip, String name) {
    return weights.normalise(graph.node("Add", List.of(input, skip)), name);
  }

  private String heads(String tokens, List<Long> order) {
    String shape = graph.integers(0, 0, sizes.heads(), sizes.hidden() / sizes.heads());
    return graph.node(
        "Transpose",
        List.of(graph.node("Reshape", List.of(tokens, shape))),
        attribute("perm", order));
  }

  /** The exact GELU, with the error function. */
  private String gelu(String input) {
    String root = weights.scalar((float) Math.sqrt(2));
    String error = graph.node("Erf", List.of(graph.node("Div", List.of(input, root))));
    String share = graph.node("Add", List.of(error, weights.scalar(1)));
    return graph.node(
        "Mul", List.of(graph.node("Mul", List.of(input, share)), weights.scalar(0.5f)));
  }
}
