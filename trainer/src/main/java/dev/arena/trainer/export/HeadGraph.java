package dev.arena.trainer.export;

import static dev.arena.trainer.export.GraphBuilder.attribute;
import static dev.arena.trainer.export.GraphBuilder.fixed;
import static dev.arena.trainer.export.GraphBuilder.varying;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import dev.arena.trainer.head.FeatureScaling;
import dev.arena.trainer.head.PairHead;
import java.util.List;

/**
 * Writes the head as an ONNX graph. Its inputs are the vectors {@code first} and {@code second},
 * {@code [pairs, hidden]}, and the raw features {@code antisymmetric} and {@code symmetric}. Its
 * outputs are {@code logits} and {@code probabilities}, {@code [pairs, 3]} in the order A, B, tie.
 * All are float32. The graph includes feature scaling and calibration. Swapping A and B swaps their
 * outputs exactly, because every sum for the winner is negated term by term, and the sum of the
 * vectors is commutative.
 */
final class HeadGraph {
  private static final TensorShapeProto.Dimension PAIRS = varying("pairs");

  private final GraphBuilder graph = new GraphBuilder("head");
  private final PairHead head;

  private HeadGraph(PairHead head) {
    this.head = head;
  }

  /** The bytes of the {@code .onnx} file. */
  static byte[] write(PairHead head) {
    return new HeadGraph(head).build();
  }

  private byte[] build() {
    String first = input("first", head.scoringVector().length);
    String second = input("second", head.scoringVector().length);
    String antisymmetric = input("antisymmetric", head.antisymmetric().length);
    String symmetric = input("symmetric", head.symmetric().length);
    String difference =
        graph.node(
            "Add",
            List.of(
                weighted(
                    graph.node("Sub", List.of(first, second)), "direction", head.scoringVector()),
                weighted(
                    scaled(antisymmetric, "antisymmetric", head.antisymmetricScaling()),
                    "antisymmetric_weight",
                    head.antisymmetric())));
    String half = graph.node("Mul", List.of(difference, graph.scalar(DataType.FLOAT, 0.5f)));
    String encoderTie =
        weighted(graph.node("Add", List.of(first, second)), "tie_direction", head.tieVector());
    String featureTie =
        graph.node(
            "Add",
            List.of(
                weighted(
                    scaled(symmetric, "symmetric", head.symmetricScaling()),
                    "symmetric_weight",
                    head.symmetric()),
                graph.scalar(DataType.FLOAT, (float) head.constant())));
    String tie = graph.node("Add", List.of(encoderTie, featureTie));
    String logits =
        graph.node(
            "Concat", List.of(half, graph.node("Neg", List.of(half)), tie), attribute("axis", 1));
    graph.output("logits", logits, PAIRS, fixed(3));
    graph.output(
        "probabilities",
        graph.node("Softmax", List.of(logits), attribute("axis", -1)),
        PAIRS,
        fixed(3));
    return graph.toBytes();
  }

  private String input(String name, int size) {
    return graph.input(name, DataType.FLOAT, PAIRS, fixed(size));
  }

  private String scaled(String input, String name, FeatureScaling scaling) {
    int size = scaling.factors().length;
    String centred =
        graph.node(
            "Sub",
            List.of(
                input,
                graph.reals(DataType.FLOAT, name + "_centre", floats(scaling.centres()), size)));
    String scaled =
        graph.node(
            "Mul",
            List.of(
                centred,
                graph.reals(DataType.FLOAT, name + "_factor", floats(scaling.factors()), size)));
    float limit = (float) FeatureScaling.LIMIT;
    return graph.node(
        "Min",
        List.of(
            graph.node("Max", List.of(scaled, graph.scalar(DataType.FLOAT, -limit))),
            graph.scalar(DataType.FLOAT, limit)));
  }

  private String weighted(String input, String name, double[] weights) {
    return graph.node(
        "MatMul",
        List.of(input, graph.reals(DataType.FLOAT, name, floats(weights), weights.length, 1)));
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
