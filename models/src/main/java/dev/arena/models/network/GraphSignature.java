package dev.arena.models.network;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.arena.schemas.failure.UserException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Names, types and shapes of a graph's inputs and outputs.
 *
 * @param inputs by name
 * @param outputs by name
 */
record GraphSignature(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
  /** A dimension of any size. */
  static final long ANY = -1;

  /**
   * @param type type of the elements
   * @param shape sizes of the dimensions; {@link #ANY} if free
   */
  record Tensor(OnnxJavaType type, long... shape) {

    /** Whether a graph's tensor is compatible with this one; its free dimensions fit any size. */
    boolean fits(NodeInfo found) {
      if (!(found.getInfo() instanceof TensorInfo tensor)
          || tensor.type != type
          || tensor.getShape().length != shape.length) {
        return false;
      }
      long[] other = tensor.getShape();
      for (int i = 0; i < shape.length; i++) {
        if (shape[i] == ANY ? other[i] != ANY : other[i] != ANY && other[i] != shape[i]) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return type + Arrays.toString(shape).replace("-1", "any");
    }
  }

  static Tensor int64(long... shape) {
    return new Tensor(OnnxJavaType.INT64, shape);
  }

  static Tensor float32(long... shape) {
    return new Tensor(OnnxJavaType.FLOAT, shape);
  }

  /**
   * Checks a graph's declared inputs and outputs. Inputs must match exactly; additional outputs are
   * allowed.
   *
   * @param source the graph's name in messages
   */
  void check(OrtSession session, String source) throws OrtException {
    check(source + " has the inputs", inputs, session.getInputInfo(), true);
    check(source + " has the outputs", outputs, session.getOutputInfo(), false);
  }

  private static void check(
      String has, Map<String, Tensor> expected, Map<String, NodeInfo> found, boolean exactly) {
    boolean fits = !exactly || found.size() == expected.size();
    for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
      NodeInfo node = found.get(entry.getKey());
      fits &= node != null && entry.getValue().fits(node);
    }
    if (!fits) {
      throw new UserException(
          """
          %s %s.
            Expected %s, as bundle.json says. Train again with ./arena train, or copy the bundle \
          again."""
              .formatted(
                  has,
                  found.values().stream()
                      .map(GraphSignature::describe)
                      .sorted()
                      .collect(Collectors.joining(", ")),
                  new TreeMap<>(expected)));
    }
  }

  private static String describe(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor
        ? node.getName() + "=" + new Tensor(tensor.type, tensor.getShape())
        : node.getName() + "=" + node.getInfo().getClass().getSimpleName();
  }
}
