package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;
import static dev.arena.trainer.export.GraphBuilder.fixed;
import static dev.arena.trainer.export.GraphBuilder.to;
import static dev.arena.trainer.export.GraphBuilder.varying;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Pooling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the encoder as an ONNX graph. Its inputs are {@code input_ids}, {@code attention_mask} and
 * {@code token_type_ids}, each int64 {@code [sequences, tokens]}. Its output {@code vector},
 * float32 {@code [sequences, hidden]}, is the L2-normalised mean of the tokens that the {@link
 * Pooling} selects. The mean of no tokens is zero.
 *
 * <p>With int8, a sequence runs alone and unpadded (docs/decisions/0004). The graph then takes one
 * sequence and no {@code attention_mask}, and its last layer computes only the tokens from the
 * first pooled one onwards.
 *
 * <p>With fp16, everything is float16 except the pooling, whose sums run over all tokens. ONNX
 * Runtime's kernels for layer normalisation and softmax accumulate in float32.
 */
final class EncoderGraph {
  /**
   * The number added to masked attention scores: within float16's range, and low enough for a
   * weight of zero.
   */
  private static final float MASKED = -30_000;

  private static final float SHORTEST = 1e-12f;

  private final GraphBuilder graph = new GraphBuilder("encoder");
  private final GraphWeights graphWeights;
  private final BertSizes sizes;
  private final Operators operators;
  private final Pooling pooling;
  private final boolean alone;

  private EncoderGraph(Weights weights, Pooling pooling, Precision precision, Operators operators) {
    this.pooling = pooling;
    this.alone = precision == Precision.INT8;
    this.graphWeights = new GraphWeights(graph, weights, precision, operators);
    this.sizes = weights.sizes();
    this.operators = operators;
  }

  /** The bytes of the {@code .onnx} file. */
  static byte[] write(Weights weights, Pooling pooling, Precision precision, Operators operators) {
    return new EncoderGraph(weights, pooling, precision, operators).build();
  }

  private byte[] build() {
    String ids = input("input_ids");
    String mask = alone ? null : input("attention_mask");
    String types = input("token_type_ids");
    String tokens = embed(ids, types);
    Layers layers = new Layers(graph, graphWeights, operators, layerMask(mask));
    int last = sizes.layers() - 1;
    for (int i = 0; i < last; i++) {
      tokens = layers.add(tokens, tokens, BertSizes.layer(i));
    }
    String wantedTypes = types;
    String asking = tokens;
    if (alone && pooling == Pooling.ANSWERS) {
      String first =
          graph.node("ArgMax", List.of(types), attribute("axis", 1), attribute("keepdims", 0));
      wantedTypes = from(first, types);
      asking = from(first, tokens);
    }
    tokens = layers.add(tokens, asking, BertSizes.layer(last));
    graph.output(
        "vector",
        unit(mean(tokens, pooled(mask, wantedTypes))),
        sequences(),
        fixed(sizes.hidden()));
    return graph.toBytes();
  }

  private String input(String name) {
    return graph.input(name, DataType.INT64, sequences(), varying("tokens"));
  }

  private TensorShapeProto.Dimension sequences() {
    return alone ? fixed(1) : varying("sequences");
  }

  /** The tokens from index {@code first} onwards. */
  private String from(String first, String tokens) {
    return graph.node(
        "Slice", List.of(tokens, first, graph.integers(Integer.MAX_VALUE), graph.integers(1)));
  }

  private String embed(String ids, String types) {
    String length =
        graph.node(
            "Gather",
            List.of(graph.node("Shape", List.of(ids)), graph.integers(1)),
            attribute("axis", 0));
    String positions =
        graph.node(
            "Slice",
            List.of(
                graphWeights.constant(
                    "embeddings.position_embeddings.weight", sizes.positions(), sizes.hidden()),
                graph.integers(0),
                length));
    String type =
        graph.node(
            "Gather",
            List.of(
                graphWeights.constant(
                    "embeddings.token_type_embeddings.weight", sizes.types(), sizes.hidden()),
                types));
    String sum = graph.node("Add", List.of(graphWeights.words(ids), type));
    return graphWeights.normalise(
        graph.node("Add", List.of(sum, positions)), "embeddings.LayerNorm");
  }

  /** The mask in the form that {@link Layers} expects. */
  private @Nullable String layerMask(@Nullable String mask) {
    if (mask == null) {
      return null;
    }
    return switch (operators) {
      case ONNX -> addedToScores(mask);
      case ONNX_RUNTIME -> graph.node("Cast", List.of(mask), to(DataType.INT32));
    };
  }

  private String addedToScores(String mask) {
    String shown =
        graph.node(
            "Unsqueeze",
            List.of(
                graph.node("Cast", List.of(mask), to(graphWeights.type())), graph.integers(1, 2)));
    return graph.node(
        "Mul",
        List.of(
            graph.node("Sub", List.of(graphWeights.scalar(1), shown)),
            graphWeights.scalar(MASKED)));
  }

  /** Which tokens are pooled, as int64 zeros and ones; null for all. */
  private @Nullable String pooled(@Nullable String mask, String types) {
    return switch (pooling) {
      case ANSWERS -> mask == null ? types : graph.node("Mul", List.of(mask, types));
      case ALL -> mask;
    };
  }

  private String mean(String tokens, @Nullable String pooled) {
    if (pooled == null) {
      return graph.node(
          "ReduceMean", List.of(tokens), attribute("axes", List.of(1L)), attribute("keepdims", 0));
    }
    String exact =
        graphWeights.type() == DataType.FLOAT
            ? tokens
            : graph.node("Cast", List.of(tokens), to(DataType.FLOAT));
    String weight =
        graph.node(
            "Unsqueeze",
            List.of(graph.node("Cast", List.of(pooled), to(DataType.FLOAT)), graph.integers(2)));
    String sum =
        graph.node(
            "ReduceSum",
            List.of(graph.node("Mul", List.of(exact, weight)), graph.integers(1)),
            attribute("keepdims", 0));
    String count =
        graph.node("ReduceSum", List.of(weight, graph.integers(1)), attribute("keepdims", 0));
    String atLeastOne = graph.node("Max", List.of(count, graph.scalar(DataType.FLOAT, 1)));
    return graph.node("Div", List.of(sum, atLeastOne));
  }

  private String unit(String mean) {
    String square =
        graph.node(
            "ReduceSum",
            List.of(graph.node("Mul", List.of(mean, mean)), graph.integers(1)),
            attribute("keepdims", 1));
    String shortest = graph.scalar(DataType.FLOAT, SHORTEST);
    String length = graph.node("Sqrt", List.of(graph.node("Add", List.of(square, shortest))));
    return graph.node("Div", List.of(mean, length));
  }
}
