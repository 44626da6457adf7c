package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;
import static dev.arena.trainer.export.GraphBuilder.to;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.trainer.export.GraphBuilder.Dimension;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import java.util.List;

/**
 * The encoder as an ONNX graph: {@code input_ids}, {@code attention_mask}, {@code token_type_ids},
 * each int64 {@code [sequences, tokens]}, to {@code vector}, float32 {@code [sequences, hidden]}.
 *
 * <p>The scale of the attention is folded into the queries, and queries, keys and values are one
 * product. With int8, activations are quantised at run time per tensor and weights per output
 * column to 7 bits: a sum of two products then fits into 16 bits, so that processors without VNNI
 * do not saturate.
 */
public final class EncoderGraph {
  /** Largest int8 number of a weight: {@code 2 * 255 * 63 <= 32767}. */
  private static final int LARGEST_WEIGHT = 63;

  private static final int LARGEST_EMBEDDING = 127;
  private static final float MASKED = -1e9f;
  private static final float SHORTEST = 1e-12f;

  private final GraphBuilder graph = new GraphBuilder("encoder");
  private final Weights weights;
  private final BertSizes sizes;
  private final boolean int8;

  private EncoderGraph(Weights weights, boolean int8) {
    this.weights = weights;
    this.sizes = weights.sizes();
    this.int8 = int8;
  }

  /** The bytes of the {@code .onnx} file. */
  public static byte[] write(Weights weights, Precision precision) {
    return new EncoderGraph(
            weights,
            switch (precision) {
              case FP32 -> false;
              case INT8 -> true;
              case FP16 -> throw new IllegalArgumentException("fp16 graphs are not written");
            })
        .build();
  }

  private byte[] build() {
    String ids = input("input_ids");
    String mask = graph.node("Cast", List.of(input("attention_mask")), to(DataType.FLOAT));
    String types = input("token_type_ids");
    String tokens = embed(ids, types);
    String attention =
        graph.node(
            "Mul",
            List.of(
                graph.node(
                    "Sub",
                    List.of(
                        graph.scalar(1),
                        graph.node("Unsqueeze", List.of(mask, graph.integers(1, 2))))),
                graph.scalar(MASKED)));
    for (int i = 0; i < sizes.layers(); i++) {
      tokens = layer(tokens, attention, BertSizes.layer(i));
    }
    graph.output(
        "vector", pool(tokens, mask), Dimension.varying("sequences"), Dimension.of(sizes.hidden()));
    return graph.toBytes();
  }

  private String input(String name) {
    return graph.input(
        name, DataType.INT64, Dimension.varying("sequences"), Dimension.varying("tokens"));
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
                table("embeddings.position_embeddings.weight", sizes.positions()),
                graph.integers(0),
                length));
    String type =
        graph.node(
            "Gather",
            List.of(table("embeddings.token_type_embeddings.weight", sizes.types()), types));
    String sum = graph.node("Add", List.of(words(ids), type));
    return normalise(graph.node("Add", List.of(sum, positions)), "embeddings.LayerNorm");
  }

  private String table(String name, int rows) {
    return graph.floats(name, weights.get(name), rows, sizes.hidden());
  }

  private String words(String ids) {
    String name = "embeddings.word_embeddings.weight";
    int rows = sizes.vocabulary();
    if (!int8) {
      return graph.node("Gather", List.of(table(name, rows), ids));
    }
    RowScales table = RowScales.of(weights.get(name), rows, LARGEST_EMBEDDING);
    String numbers = graph.bytes(name, table.numbers(), rows, sizes.hidden());
    String scales = graph.floats(name + "_scale", table.scales(), rows, 1);
    String found = graph.node("Gather", List.of(numbers, ids));
    return graph.node(
        "Mul",
        List.of(
            graph.node("Cast", List.of(found), to(DataType.FLOAT)),
            graph.node("Gather", List.of(scales, ids))));
  }

  private String layer(String tokens, String attention, String layer) {
    String context = attend(tokens, attention, layer + "attention.self.");
    String projected = linear(context, layer + "attention.output.dense", sizes.hidden());
    String attended =
        normalise(
            graph.node("Add", List.of(projected, tokens)), layer + "attention.output.LayerNorm");
    String wide = gelu(linear(attended, layer + "intermediate.dense", sizes.hidden()));
    String narrow = linear(wide, layer + "output.dense", sizes.intermediate());
    return normalise(graph.node("Add", List.of(narrow, attended)), layer + "output.LayerNorm");
  }

  private String attend(String tokens, String attention, String name) {
    int hidden = sizes.hidden();
    long size = hidden / sizes.heads();
    float scale = (float) (1 / Math.sqrt((double) size));
    float[] all = new float[3 * hidden * hidden];
    float[] bias = new float[3 * hidden];
    copy(weights.get(name + "query.weight"), scale, all, 0);
    copy(weights.get(name + "key.weight"), 1, all, hidden * hidden);
    copy(weights.get(name + "value.weight"), 1, all, 2 * hidden * hidden);
    copy(weights.get(name + "query.bias"), scale, bias, 0);
    copy(weights.get(name + "key.bias"), 1, bias, hidden);
    copy(weights.get(name + "value.bias"), 1, bias, 2 * hidden);
    String product = product(tokens, name + "query_key_value.weight", all, hidden);
    String sum =
        graph.node(
            "Add",
            List.of(product, graph.floats(name + "query_key_value.bias", bias, 3L * hidden)));
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
    return graph.node("Reshape", List.of(mixed, graph.integers(0, 0, hidden)));
  }

  private String heads(String tokens, List<Long> order) {
    String shape = graph.integers(0, 0, sizes.heads(), sizes.hidden() / sizes.heads());
    return graph.node(
        "Transpose",
        List.of(graph.node("Reshape", List.of(tokens, shape))),
        attribute("perm", order));
  }

  private static void copy(float[] from, float factor, float[] into, int at) {
    for (int i = 0; i < from.length; i++) {
      into[at + i] = from[i] * factor;
    }
  }

  private String linear(String input, String name, int in) {
    float[] bias = weights.get(name + ".bias");
    String product = product(input, name + ".weight", weights.get(name + ".weight"), in);
    return graph.node("Add", List.of(product, graph.floats(name + ".bias", bias, bias.length)));
  }

  /** {@code input * transpose(weight)}, with {@code weight} of shape {@code [out, in]}. */
  private String product(String input, String name, float[] weight, int in) {
    int out = weight.length / in;
    if (!int8) {
      return graph.node(
          "MatMul", List.of(input, graph.floats(name, transposed(weight, in), in, out)));
    }
    RowScales rows = RowScales.of(weight, out, LARGEST_WEIGHT);
    String numbers = graph.bytes(name, transposed(rows.numbers(), in), in, out);
    String scales = graph.floats(name + "_scale", rows.scales(), out);
    String zeros = graph.bytes(name + "_zero", new byte[out], out);
    List<String> quantised = graph.nodes("DynamicQuantizeLinear", 3, List.of(input));
    String sum =
        graph.node("MatMulInteger", List.of(quantised.get(0), numbers, quantised.get(2), zeros));
    return graph.node(
        "Mul",
        List.of(
            graph.node("Cast", List.of(sum), to(DataType.FLOAT)),
            graph.node("Mul", List.of(quantised.get(1), scales))));
  }

  private static float[] transposed(float[] matrix, int columns) {
    int rows = matrix.length / columns;
    float[] result = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = matrix[i * columns + j];
      }
    }
    return result;
  }

  private static byte[] transposed(byte[] matrix, int columns) {
    int rows = matrix.length / columns;
    byte[] result = new byte[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = matrix[i * columns + j];
      }
    }
    return result;
  }

  private String normalise(String input, String name) {
    return graph.node(
        "LayerNormalization",
        List.of(
            input,
            graph.floats(name + ".weight", weights.get(name + ".weight"), sizes.hidden()),
            graph.floats(name + ".bias", weights.get(name + ".bias"), sizes.hidden())),
        attribute("axis", -1),
        attribute("epsilon", sizes.layerNormEpsilon()));
  }

  /** The exact form, with the error function. */
  private String gelu(String input) {
    String root = graph.scalar((float) Math.sqrt(2));
    String error = graph.node("Erf", List.of(graph.node("Div", List.of(input, root))));
    String share = graph.node("Add", List.of(error, graph.scalar(1)));
    return graph.node("Mul", List.of(graph.node("Mul", List.of(input, share)), graph.scalar(0.5f)));
  }

  private String pool(String tokens, String mask) {
    String weight = graph.node("Unsqueeze", List.of(mask, graph.integers(2)));
    String sum =
        graph.node(
            "ReduceSum",
            List.of(graph.node("Mul", List.of(tokens, weight)), graph.integers(1)),
            attribute("keepdims", 0));
    String count =
        graph.node("ReduceSum", List.of(weight, graph.integers(1)), attribute("keepdims", 0));
    String mean = graph.node("Div", List.of(sum, count));
    String square =
        graph.node(
            "ReduceSum",
            List.of(graph.node("Mul", List.of(mean, mean)), graph.integers(1)),
            attribute("keepdims", 1));
    String length =
        graph.node("Sqrt", List.of(graph.node("Add", List.of(square, graph.scalar(SHORTEST)))));
    return graph.node("Div", List.of(mean, length));
  }
}
