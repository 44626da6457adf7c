package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;
import static dev.arena.trainer.export.GraphBuilder.to;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import java.util.List;

/**
 * The weights of an encoder as constants of its graph, in the numbers of one precision, and their
 * products with activations.
 *
 * <p>With int8, activations are quantised at run time per tensor and weights per output column to 7
 * bits: a sum of two products then fits into 16 bits, so that processors without VNNI do not
 * saturate. Everything but the products is float32 there.
 */
final class Matrices {
  /** Largest int8 number of a weight: {@code 2 * 255 * 63 <= 32767}. */
  private static final int LARGEST_WEIGHT = 63;

  private static final int LARGEST_EMBEDDING = 127;

  private final GraphBuilder graph;
  private final Weights weights;
  private final Precision precision;
  private final Operators operators;

  Matrices(GraphBuilder graph, Weights weights, Precision precision, Operators operators) {
    this.graph = graph;
    this.weights = weights;
    this.precision = precision;
    this.operators = operators;
  }

  /** In what activations are. */
  DataType type() {
    return precision == Precision.FP16 ? DataType.FLOAT16 : DataType.FLOAT;
  }

  BertSizes sizes() {
    return weights.sizes();
  }

  boolean int8() {
    return precision == Precision.INT8;
  }

  /** The parameter of a name, as it is. */
  String constant(String name, long... shape) {
    return graph.reals(type(), name, weights.get(name), shape);
  }

  /** A vector parameter. */
  String vector(String name) {
    return constant(name, weights.get(name).length);
  }

  /** A number that is computed with activations. */
  String scalar(float value) {
    return graph.scalar(type(), value);
  }

  /** The rows of the word embeddings with these ids. */
  String words(String ids) {
    String name = "embeddings.word_embeddings.weight";
    int rows = sizes().vocabulary();
    if (!int8()) {
      return graph.node("Gather", List.of(constant(name, rows, sizes().hidden()), ids));
    }
    RowScales table = RowScales.of(weights.get(name), rows, LARGEST_EMBEDDING);
    String numbers = graph.bytes(name, table.numbers(), rows, sizes().hidden());
    String scales = graph.reals(DataType.FLOAT, name + "_scale", table.scales(), rows, 1);
    String found = graph.node("Gather", List.of(numbers, ids));
    return graph.node(
        "Mul",
        List.of(
            graph.node("Cast", List.of(found), to(DataType.FLOAT)),
            graph.node("Gather", List.of(scales, ids))));
  }

  /** {@code input * transpose(weight)} with the parameter {@code weight}, {@code [out, in]}. */
  String product(String input, String name, int in) {
    return product(input, name, weights.get(name), in);
  }

  private String product(String input, String name, float[] weight, int in) {
    if (!int8()) {
      return graph.node("MatMul", List.of(input, transposed(name, weight, in)));
    }
    Quantised quantised = quantised(name, weight, in);
    if (operators == Operators.ONNX_RUNTIME) {
      return graph.fused(
          "DynamicQuantizeMatMul",
          List.of(input, quantised.numbers(), quantised.scales(), quantised.zeros()));
    }
    List<String> activations = graph.nodes("DynamicQuantizeLinear", 3, List.of(input));
    String sum =
        graph.node(
            "MatMulInteger",
            List.of(
                activations.get(0), quantised.numbers(), activations.get(2), quantised.zeros()));
    return graph.node(
        "Mul",
        List.of(
            graph.node("Cast", List.of(sum), to(DataType.FLOAT)),
            graph.node("Mul", List.of(activations.get(1), quantised.scales()))));
  }

  /** Layer normalisation by the operator of opset 17. */
  String normalise(String input, String name) {
    return graph.node(
        "LayerNormalization",
        List.of(input, vector(name + ".weight"), vector(name + ".bias")),
        attribute("axis", -1),
        attribute("epsilon", sizes().layerNormEpsilon()));
  }

  /**
   * A weight matrix in int8.
   *
   * @param numbers {@code [in, out]}
   * @param scales one for each column
   * @param zeros zero for each column
   */
  record Quantised(String numbers, String scales, String zeros) {}

  private Quantised quantised(String name, float[] weight, int in) {
    int out = weight.length / in;
    RowScales rows = RowScales.of(weight, out, LARGEST_WEIGHT);
    byte[] numbers = new byte[weight.length];
    for (int i = 0; i < out; i++) {
      for (int j = 0; j < in; j++) {
        numbers[j * out + i] = rows.numbers()[i * in + j];
      }
    }
    return new Quantised(
        graph.bytes(name, numbers, in, out),
        graph.reals(DataType.FLOAT, name + "_scale", rows.scales(), out),
        graph.bytes(name + "_zero", new byte[out], out));
  }

  private String transposed(String name, float[] weight, int in) {
    int out = weight.length / in;
    float[] result = new float[weight.length];
    for (int i = 0; i < out; i++) {
      for (int j = 0; j < in; j++) {
        result[j * out + i] = weight[i * in + j];
      }
    }
    return graph.reals(type(), name, result, in, out);
  }

  /**
   * Queries, keys and values of a layer's attention as one weight and one bias.
   *
   * @param name {@code encoder.layer.N.attention.self.}
   * @param queryFactor by which the queries are multiplied
   */
  Joined joined(String name, float queryFactor) {
    int hidden = sizes().hidden();
    float[] weight = new float[3 * hidden * hidden];
    float[] bias = new float[3 * hidden];
    List<String> parts = List.of("query", "key", "value");
    for (int part = 0; part < parts.size(); part++) {
      float factor = part == 0 ? queryFactor : 1;
      copy(weights.get(name + parts.get(part) + ".weight"), factor, weight, part);
      copy(weights.get(name + parts.get(part) + ".bias"), factor, bias, part);
    }
    return new Joined(name + "query_key_value", weight, bias);
  }

  private static void copy(float[] from, float factor, float[] into, int part) {
    for (int i = 0; i < from.length; i++) {
      into[part * from.length + i] = from[i] * factor;
    }
  }

  /** See {@link #joined}. */
  final class Joined {
    private final String name;
    private final float[] weight;
    private final float[] bias;

    private Joined(String name, float[] weight, float[] bias) {
      this.name = name;
      this.weight = weight;
      this.bias = bias;
    }

    /** {@code input * transpose(weight)}. */
    String product(String input) {
      return Matrices.this.product(input, name + ".weight", weight, sizes().hidden());
    }

    String bias() {
      return graph.reals(type(), name + ".bias", bias, bias.length);
    }

    /** The weight, {@code [hidden, 3 * hidden]}, in the numbers of the activations. */
    String matrix() {
      return transposed(name + ".weight", weight, sizes().hidden());
    }

    Quantised quantised() {
      return Matrices.this.quantised(name + ".weight", weight, sizes().hidden());
    }
  }
}
