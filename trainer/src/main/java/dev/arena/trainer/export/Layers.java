package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;

import dev.arena.trainer.network.BertSizes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds an encoder's transformer layers to a graph, with one set of operators. Where every token
 * attends, one product computes queries, keys and values.
 */
final class Layers {
  /** An omitted optional input. */
  private static final String NO_BIAS = "";

  private final GraphBuilder graph;
  private final GraphWeights weights;
  private final BertSizes sizes;
  private final Operators operators;
  private final @Nullable String mask;

  /**
   * @param mask null without padding. For {@link Operators#ONNX}, what is added to the attention
   *     scores, {@code [sequences, 1, 1, tokens]}; for {@link Operators#ONNX_RUNTIME}, int32 {@code
   *     [sequences, tokens]}, 1 for tokens
   */
  Layers(GraphBuilder graph, GraphWeights weights, Operators operators, @Nullable String mask) {
    this.graph = graph;
    this.weights = weights;
    this.sizes = weights.sizes();
    this.operators = operators;
    this.mask = mask;
  }

  /**
   * Adds one layer.
   *
   * @param tokens its input, {@code [sequences, tokens, hidden]}
   * @param asking the tokens whose output is needed, {@code [sequences, asking, hidden]}; {@code
   *     tokens} itself if all are needed. They attend to all tokens
   * @param layer prefix of its parameters' names
   * @return its output, which has the shape of {@code asking}
   */
  String add(String tokens, String asking, String layer) {
    String name = layer + "attention.self.";
    String context =
        switch (operators) {
          case ONNX -> attend(tokens, asking, name);
          case ONNX_RUNTIME -> attendFused(weights.attention(tokens, asking, name, 1));
        };
    String projected = weights.linear(context, layer + "attention.output.dense");
    String attended = normalise(projected, asking, layer + "attention.output.LayerNorm");
    String wide = gelu(weights.linear(attended, layer + "intermediate.dense"));
    String narrow = weights.linear(wide, layer + "output.dense");
    return normalise(narrow, attended, layer + "output.LayerNorm");
  }

  /** The scale of the attention is folded into the queries. */
  private String attend(String tokens, String asking, String name) {
    float scale = (float) (1 / Math.sqrt(sizes.headSize()));
    List<String> parts = weights.attention(tokens, asking, name, scale);
    String query = heads(parts.get(0), List.of(0L, 2L, 1L, 3L));
    String key = heads(parts.get(1), List.of(0L, 2L, 3L, 1L));
    String value = heads(parts.get(2), List.of(0L, 2L, 1L, 3L));
    String scores = graph.node("MatMul", List.of(query, key));
    String shown = mask == null ? scores : graph.node("Add", List.of(scores, mask));
    String shares = graph.node("Softmax", List.of(shown), attribute("axis", -1));
    String mixed =
        graph.node(
            "Transpose",
            List.of(graph.node("MatMul", List.of(shares, value))),
            attribute("perm", List.of(0L, 2L, 1L, 3L)));
    return graph.node("Reshape", List.of(mixed, graph.integers(0, 0, sizes.attention())));
  }

  private String heads(String tokens, List<Long> order) {
    String shape = graph.integers(0, 0, sizes.heads(), sizes.headSize());
    return graph.node(
        "Transpose",
        List.of(graph.node("Reshape", List.of(tokens, shape))),
        attribute("perm", order));
  }

  /** The operator itself scales the scores by one over the square root of the head size. */
  private String attendFused(List<String> queryKeyValue) {
    List<String> inputs = new ArrayList<>(queryKeyValue);
    if (mask != null) {
      inputs.addAll(List.of(NO_BIAS, mask));
    }
    return graph.fused("MultiHeadAttention", inputs, attribute("num_heads", sizes.heads()));
  }

  private String normalise(String input, String skip, String name) {
    return switch (operators) {
      case ONNX -> weights.normalise(graph.node("Add", List.of(input, skip)), name);
      case ONNX_RUNTIME ->
          graph.fused(
              "SkipLayerNormalization",
              List.of(
                  input, skip, weights.vector(name + ".weight"), weights.vector(name + ".bias")),
              attribute("epsilon", sizes.layerNormEpsilon()));
    };
  }

  /** The exact GELU, with the error function. */
  private String gelu(String input) {
    if (operators == Operators.ONNX_RUNTIME) {
      return graph.fused("Gelu", List.of(input));
    }
    String root = weights.scalar((float) Math.sqrt(2));
    String error = graph.node("Erf", List.of(graph.node("Div", List.of(input, root))));
    String share = graph.node("Add", List.of(error, weights.scalar(1)));
    return graph.node(
        "Mul", List.of(graph.node("Mul", List.of(input, share)), weights.scalar(0.5f)));
  }
}
