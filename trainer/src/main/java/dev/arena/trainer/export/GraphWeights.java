package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;
import static dev.arena.trainer.export.GraphBuilder.to;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import java.util.Arrays;
import java.util.List;

/**
 * Adds an encoder's weights to its ONNX graph as initializers in one precision, and adds the nodes
 * that multiply activations by them.
 *
 * <p>With int8, activations are quantised per tensor at run time, and weights per output column to
 * 7 bits. The sum of two products then fits into 16 bits, so it does not saturate on processors
 * without VNNI. Everything except the products is computed in float32.
 */
final class GraphWeights {
  /** The largest quantised weight: {@code 2 * 255 * 63 <= 32767}. */
  private static final int LARGEST_WEIGHT = 63;

  private static final int LARGEST_EMBEDDING = 127;

  /** An omitted optional input, which means a zero point of 0. */
  private static final String NO_ZERO_POINT = "";

  private final GraphBuilder graph;
  private final Weights weights;
  private final Precision precision;
  private final Operators operators;

  GraphWeights(GraphBuilder graph, Weights weights, Precision precision, Operators operators) {
    this.graph = graph;
    this.weights = weights;
    this.precision = precision;
    this.operators = operators;
  }

  /** The type of the activations. */
  DataType type() {
    return precision == Precision.FP16 ? DataType.FLOAT16 : DataType.FLOAT;
  }

  BertSizes sizes() {
    return weights.sizes();
  }

  boolean int8() {
    return precision == Precision.INT8;
  }

  /** A parameter as a constant, without quantisation. */
  String constant(String name, long... shape) {
    return graph.reals(type(), name, weights.get(name), shape);
  }

  /** A vector parameter. */
  String vector(String name) {
    return constant(name, weights.get(name).length);
  }

  /** A constant of the activations' type. */
  String scalar(float value) {
    return graph.scalar(type(), value);
  }

  /** The word embeddings of these ids. */
  String words(String ids) {
    String name = "embeddings.word_embeddings.weight";
    int rows = sizes().vocabulary();
    if (!int8()) {
      return graph.node("Gather", List.of(constant(name, rows, sizes().hidden()), ids));
    }
    RowQuantization table = RowQuantization.of(weights.get(name), rows, LARGEST_EMBEDDING);
    String numbers = graph.bytes(name, table.numbers(), rows, sizes().hidden());
    String scales = graph.reals(DataType.FLOAT, name + "_scale", table.scales(), rows, 1);
    String found = graph.node("Gather", List.of(numbers, ids));
    return graph.node(
        "Mul",
        List.of(
            graph.node("Cast", List.of(found), to(DataType.FLOAT)),
            graph.node("Gather", List.of(scales, ids))));
  }

  /** {@code input * transpose(weight) + bias}, with the parameter's weight {@code [out, in]}. */
  String linear(String input, String name) {
    return linear(input, name, parameter(name));
  }

  /**
   * The queries, keys and values of a layer's attention, computed in one product if every token
   * attends.
   *
   * @param tokens the tokens that are attended to, {@code [sequences, tokens, hidden]}
   * @param asking the tokens that attend; {@code tokens} itself for all of them
   * @param name prefix of the parameters' names, {@code encoder.layer.N.attention.self.}
   * @param queryFactor the factor that multiplies the queries
   */
  List<String> attention(String tokens, String asking, String name, float queryFactor) {
    Linear query = parameter(name + "query").times(queryFactor);
    Linear keyAndValue = parameter(name + "key").joinedWith(parameter(name + "value"));
    if (asking.equals(tokens)) {
      String all = linear(tokens, name + "query_key_value", query.joinedWith(keyAndValue));
      return graph.nodes("Split", 3, List.of(all), attribute("axis", -1));
    }
    String both = linear(tokens, name + "key_value", keyAndValue);
    List<String> parts = graph.nodes("Split", 2, List.of(both), attribute("axis", -1));
    return List.of(linear(asking, name + "query", query), parts.get(0), parts.get(1));
  }

  private Linear parameter(String name) {
    return new Linear(weights.get(name + ".weight"), weights.get(name + ".bias"));
  }

  /**
   * A linear layer.
   *
   * @param weight {@code [out, in]}
   * @param bias {@code [out]}
   */
  private record Linear(float[] weight, float[] bias) {
    int in() {
      return weight.length / bias.length;
    }

    Linear times(float factor) {
      return new Linear(times(weight, factor), times(bias, factor));
    }

    /** The outputs of this layer, followed by those of another with the same number of inputs. */
    Linear joinedWith(Linear other) {
      return new Linear(joined(weight, other.weight), joined(bias, other.bias));
    }

    private static float[] times(float[] values, float factor) {
      float[] result = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        result[i] = values[i] * factor;
      }
      return result;
    }

    private static float[] joined(float[] first, float[] second) {
      float[] result = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, result, first.length, second.length);
      return result;
    }
  }

  private String linear(String input, String name, Linear layer) {
    String weight = name + ".weight";
    String bias = graph.reals(type(), name + ".bias", layer.bias(), layer.bias().length);
    if (int8() && operators == Operators.ONNX_RUNTIME) {
      Quantised quantised = quantised(weight, layer.weight(), layer.in());
      return graph.fused(
          "DynamicQuantizeMatMul",
          List.of(input, quantised.numbers(), quantised.scales(), NO_ZERO_POINT, bias));
    }
    return graph.node("Add", List.of(product(input, weight, layer.weight(), layer.in()), bias));
  }

  private String product(String input, String name, float[] weight, int in) {
    if (!int8()) {
      String transposed =
          graph.reals(type(), name, Weights.transposed(weight, in), in, weight.length / in);
      return graph.node("MatMul", List.of(input, transposed));
    }
    Quantised quantised = quantised(name, weight, in);
    List<String> activations = graph.nodes("DynamicQuantizeLinear", 3, List.of(input));
    String sum =
        graph.node(
            "MatMulInteger", List.of(activations.get(0), quantised.numbers(), activations.get(2)));
    return graph.node(
        "Mul",
        List.of(
            graph.node("Cast", List.of(sum), to(DataType.FLOAT)),
            graph.node("Mul", List.of(activations.get(1), quantised.scales()))));
  }

  /** Layer normalisation, with the operator from opset 17. */
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
   */
  private record Quantised(String numbers, String scales) {}

  private Quantised quantised(String name, float[] weight, int in) {
    int out = weight.length / in;
    RowQuantization rows = RowQuantization.of(weight, out, LARGEST_WEIGHT);
    byte[] numbers = new byte[weight.length];
    for (int i = 0; i < out; i++) {
      for (int j = 0; j < in; j++) {
        numbers[j * out + i] = rows.numbers()[i * in + j];
      }
    }
    return new Quantised(
        graph.bytes(name, numbers, in, out),
        graph.reals(DataType.FLOAT, name + "_scale", rows.scales(), out));
  }

  /**
   * A matrix as int8 numbers and one scale for each row, so that {@code value = number * scale}.
   *
   * @param numbers row-major
   * @param scales one per row
   */
  record RowQuantization(byte[] numbers, float[] scales) {

    /**
     * Quantises symmetrically.
     *
     * @param matrix row-major, {@code [rows, columns]}
     * @param largest the largest number used, at most 127
     */
    static RowQuantization of(float[] matrix, int rows, int largest) {
      int columns = matrix.length / rows;
      byte[] numbers = new byte[matrix.length];
      float[] scales = new float[rows];
      for (int i = 0; i < rows; i++) {
        float peak = 0;
        for (int j = 0; j < columns; j++) {
          peak = Math.max(peak, Math.abs(matrix[i * columns + j]));
        }
        scales[i] = peak == 0 ? 1 : peak / largest;
        for (int j = 0; j < columns; j++) {
          numbers[i * columns + j] = (byte) Math.round(matrix[i * columns + j] / scales[i]);
        }
      }
      return new RowQuantization(numbers, scales);
    }
  }
}
