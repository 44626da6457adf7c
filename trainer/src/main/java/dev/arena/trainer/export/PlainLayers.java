package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;

import dev.arena.trainer.network.BertSizes;
import java.util.List;

/**
 * Transformer layers of standard operators. The scale of the attention is folded into the queries,
 * and queries, keys and values are one product.
 */
final class PlainLayers implements Layers {
  private final GraphBuilder graph;
  private final Matrices matrices;
  private final BertSizes sizes;
  private final String attention;

  /**
   * @param attention what is added to the scores of attention, {@code [sequences, 1, 1, tokens]}
   */
  PlainLayers(GraphBuilder graph, Matrices matrices, String attention) {
    this.graph = graph;
    this.matrices = matrices;
    this.sizes = matrices.sizes();
    this.attention = attention;
  }

  @Override
  public String add(String tokens, String layer) {
    String context = attend(tokens, layer + "attention.self.");
    String projected = linear(context, layer + "attention.output.dense", sizes.hidden());
    String attended =
        matrices.normalise(
            graph.node("Add", List.of(projected, tokens)), layer + "attention.output.LayerNorm");
    String wide = gelu(linear(attended, layer + "intermediate.dense", sizes.hidden()));
    String narrow = linear(wide, layer + "output.dense", sizes.intermediate());
    return matrices.normalise(
        graph.node("Add", List.of(narrow, attended)), layer + "output.LayerNorm");
  }

  private String attend(String tokens, String name) {
    double size = (double) sizes.hidden() / sizes.heads();
    Matrices.Joined joined = matrices.joined(name, (float) (1 / Math.sqrt(size)));
    String sum = graph.node("Add", List.of(joined.product(tokens), joined.bias()));
    List<String> parts = graph.nodes("Split", 3, List.of(sum), attribute("axis", -1));
    String query = heads(parts.get(0), List.of(0L, 2L, 1L, 3L));
    String key = heads(parts.get(1), List.of(0L, 2L, 3L, 1L));
    String value = heads(parts.get(2), List.of(0L, 2L, 1L, 3L));
    String scores =
        graph.node("Add", List.of(graph.node("MatMul", List.of(query, key)), attention));
    String shares = graph.node("Softmax", List.of(scores), attribute("axis", -1));
    String mixed =
        graph.node(
            "Transpose",
            List.of(graph.node("MatMul", List.of(shares, value))),
            attribute("perm", List.of(0L, 2L, 1L, 3L)));
    return graph.node("Reshape", List.of(mixed, graph.integers(0, 0, sizes.hidden())));
  }

  private String heads(String tokens, List<Long> order) {
    String shape = graph.integers(0, 0, sizes.heads(), sizes.hidden() / sizes.heads());
    return graph.node(
        "Transpose",
        List.of(graph.node("Reshape", List.of(tokens, shape))),
        attribute("perm", order));
  }

  private String linear(String input, String name, int in) {
    String product = matrices.product(input, name + ".weight", in);
    return graph.node("Add", List.of(product, matrices.vector(name + ".bias")));
  }

  /** The exact form, with the error function. */
  private String gelu(String input) {
    String root = matrices.scalar((float) Math.sqrt(2));
    String error = graph.node("Erf", List.of(graph.node("Div", List.of(input, root))));
    String share = graph.node("Add", List.of(error, matrices.scalar(1)));
    return graph.node(
        "Mul", List.of(graph.node("Mul", List.of(input, share)), matrices.scalar(0.5f)));
  }
}
