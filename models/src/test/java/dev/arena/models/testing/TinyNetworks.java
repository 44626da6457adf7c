package dev.arena.models.testing;

import static dev.arena.models.testing.OnnxGraph.attribute;
import static dev.arena.models.testing.OnnxGraph.attributes;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.arena.models.encode.FeatureSpec;
import java.util.List;
import java.util.Random;

/**
 * Networks of the kind that bundles hold, with random weights from a fixed seed: an encoder of one
 * embedding, one dense layer and a normalised mean, masked except in int8, for sequences of up to
 * {@link TinyBundle#POSITIONS} tokens; and a head in Davidson's form.
 */
final class TinyNetworks {
  static final int HIDDEN = 16;

  private TinyNetworks() {}

  static ModelProto encoder(int vocabulary, boolean int8) {
    Random random = new Random(7);
    OnnxGraph g = new OnnxGraph();
    String ids = g.int64Input("input_ids");
    String types = g.int64Input("token_type_ids");
    String words = g.floats("words", gaussian(random, vocabulary * HIDDEN, 1), vocabulary, HIDDEN);
    String segments = g.floats("segments", gaussian(random, 2 * HIDDEN, 0.3), 2, HIDDEN);
    String positions =
        g.floats(
            "positions", new float[TinyBundle.POSITIONS * HIDDEN], TinyBundle.POSITIONS, HIDDEN);
    String length =
        g.node(
            "Slice",
            List.of(g.node("Shape", List.of(ids)), g.longs("second", 1), g.longs("end", 2)));
    String placed =
        g.node("Slice", List.of(positions, g.longs("zero", 0), length, g.longs("first_axis", 0)));
    String embedded =
        g.node(
            "Add",
            List.of(
                g.node(
                    "Add",
                    List.of(
                        g.node("Gather", List.of(words, ids)),
                        g.node("Gather", List.of(segments, types)))),
                placed));
    float[] weight = gaussian(random, HIDDEN * HIDDEN, 0.3);
    String dense =
        int8
            ? quantizedProduct(g, embedded, weight)
            : g.node("MatMul", List.of(embedded, g.floats("dense", weight, HIDDEN, HIDDEN)));
    String tokens = g.node("Tanh", List.of(dense));
    String mean =
        int8
            ? g.node("ReduceMean", List.of(tokens), attributes("axes", 1), attribute("keepdims", 0))
            : maskedMean(g, tokens);
    String norm =
        g.node(
            "Max",
            List.of(
                g.node("ReduceL2", List.of(mean), attributes("axes", 1), attribute("keepdims", 1)),
                g.floats("smallest", new float[] {1e-9f}, 1)));
    g.floatOutput("vector", g.node("Div", List.of(mean, norm)), "sequences", HIDDEN);
    return g.model();
  }

  private static String maskedMean(OnnxGraph g, String tokens) {
    String mask = g.int64Input("attention_mask");
    String shown =
        g.node(
            "Unsqueeze",
            List.of(g.node("Cast", List.of(mask), attribute("to", 1)), g.longs("last", -1)));
    String axis = g.longs("tokens", 1);
    String sum =
        g.node(
            "ReduceSum",
            List.of(g.node("Mul", List.of(tokens, shown)), axis),
            attribute("keepdims", 0));
    String count = g.node("ReduceSum", List.of(shown, axis), attribute("keepdims", 0));
    return g.node("Div", List.of(sum, count));
  }

  /** An integer product as in dynamic quantisation: one scale for everything that runs together. */
  private static String quantizedProduct(OnnxGraph g, String input, float[] weight) {
    float largest = 0;
    for (float value : weight) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = largest / 63;
    byte[] quantized = new byte[weight.length];
    for (int i = 0; i < weight.length; i++) {
      quantized[i] = (byte) Math.round(weight[i] / scale);
    }
    List<String> dynamic = g.nodes("DynamicQuantizeLinear", 3, List.of(input));
    String product =
        g.node(
            "MatMulInteger",
            List.of(dynamic.get(0), g.bytes("dense", quantized, HIDDEN, HIDDEN), dynamic.get(2)));
    String scaled =
        g.node("Mul", List.of(dynamic.get(1), g.floats("scale", new float[] {scale}, 1)));
    return g.node("Mul", List.of(g.node("Cast", List.of(product), attribute("to", 1)), scaled));
  }

  static ModelProto head(FeatureSpec features, long seed) {
    Random random = new Random(seed);
    int odd = features.antisymmetric().size();
    int even = features.symmetric().size();
    OnnxGraph g = new OnnxGraph();
    String first = g.floatInput("first", HIDDEN);
    String second = g.floatInput("second", HIDDEN);
    String antisymmetric = g.floatInput("antisymmetric", odd);
    String symmetric = g.floatInput("symmetric", even);
    String difference =
        g.node(
            "Add",
            List.of(
                g.node(
                    "MatMul",
                    List.of(
                        g.node("Sub", List.of(first, second)),
                        g.floats("w", gaussian(random, HIDDEN, 1), HIDDEN, 1))),
                g.node(
                    "MatMul",
                    List.of(antisymmetric, g.floats("b", gaussian(random, odd, 0.3), odd, 1)))));
    String tie =
        g.node(
            "Add",
            List.of(
                g.node(
                    "MatMul",
                    List.of(symmetric, g.floats("g", gaussian(random, even, 0.1), even, 1))),
                g.floats("c", new float[] {-0.5f}, 1)));
    String logits =
        g.node(
            "Concat",
            List.of(
                g.node("Mul", List.of(difference, g.floats("half", new float[] {0.5f}, 1))),
                g.node("Mul", List.of(difference, g.floats("minus_half", new float[] {-0.5f}, 1))),
                tie),
            attribute("axis", 1));
    g.floatOutput("logits", logits, "pairs", 3);
    g.floatOutput(
        "probabilities", g.node("Softmax", List.of(logits), attribute("axis", 1)), "pairs", 3);
    return g.model();
  }

  private static float[] gaussian(Random random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
