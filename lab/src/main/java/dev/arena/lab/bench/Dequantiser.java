package dev.arena.lab.bench;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes an encoder in int8, as {@code ./arena train} makes it, back to fp32: the same network with
 * the same weights, in real numbers in place of whole ones and their scales, and without the
 * rounding of activations, for padded batches ({@link Masking}).
 *
 * <p>It knows the forms of docs/decisions/0009: {@code MatMulInteger} and a table of words whose
 * results are scaled, and ONNX Runtime's {@code DynamicQuantizeMatMul}; with zero points of zero.
 * Whatever is unused after that is removed.
 */
final class Dequantiser {
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
  private static final int INT8 = TensorProto.DataType.INT8.getNumber();
  private static final int UINT8 = TensorProto.DataType.UINT8.getNumber();

  private final GraphProto graph;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, TensorProto> tensors = new LinkedHashMap<>();

  private Dequantiser(GraphProto graph) {
    this.graph = graph;
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
    }
    for (TensorProto tensor : graph.getInitializerList()) {
      tensors.put(tensor.getName(), tensor);
    }
  }

  /**
   * The bytes of the graph in fp32; empty if weights in 8 bits would be left.
   *
   * @param int8 the bytes of a graph
   * @throws InvalidProtocolBufferException if they are no graph
   */
  static Optional<byte[]> toFp32(byte[] int8) throws InvalidProtocolBufferException {
    ModelProto model = ModelProto.parseFrom(int8);
    return new Dequantiser(model.getGraph())
        .inFp32()
        .map(Masking::masked)
        .map(graph -> model.toBuilder().setGraph(graph).build().toByteArray());
  }

  private Optional<GraphProto> inFp32() {
    List<NodeProto> nodes =
        graph.getNodeList().stream().flatMap(node -> rewritten(node).stream()).toList();
    Set<String> used = new HashSet<>();
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(used::add);
    Deque<NodeProto> kept = new ArrayDeque<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i);
      if (node.getOutputList().stream().anyMatch(used::contains)) {
        kept.addFirst(node);
        used.addAll(node.getInputList());
      }
    }
    List<TensorProto> constants =
        tensors.values().stream().filter(tensor -> used.contains(tensor.getName())).toList();
    boolean inFp32 =
        constants.stream()
            .noneMatch(tensor -> tensor.getDataType() == INT8 || tensor.getDataType() == UINT8);
    return inFp32
        ? Optional.of(
            graph.toBuilder()
                .clearNode()
                .addAllNode(kept)
                .clearInitializer()
                .addAllInitializer(constants)
                .build())
        : Optional.empty();
  }

  /** The node in real numbers, or the node itself where there is nothing to do. */
  private List<NodeProto> rewritten(NodeProto node) {
    NodeProto real =
        switch (node.getOpType()) {
          case "Mul" -> scaled(node);
          case "DynamicQuantizeMatMul" ->
              isZero(input(node, 3))
                  ? product(node, input(node, 0), real(input(node, 1), input(node, 2)))
                  : null;
          default -> null;
        };
    if (real == null) {
      return List.of(node);
    }
    String bias = real.getOpType().equals("MatMul") ? input(node, 4) : "";
    return bias.isEmpty() ? List.of(real) : withBias(real, bias);
  }

  private static List<NodeProto> withBias(NodeProto product, String bias) {
    String sum = product.getOutput(0);
    String before = sum + "_before_bias";
    NodeProto add =
        NodeProto.newBuilder()
            .setOpType("Add")
            .addInput(before)
            .addInput(bias)
            .addOutput(sum)
            .build();
    return List.of(product.toBuilder().setOutput(0, before).build(), add);
  }

  /** {@code Cast(whole numbers) * scales}. */
  private @Nullable NodeProto scaled(NodeProto node) {
    NodeProto cast = producer(input(node, 0), "Cast");
    NodeProto scales = producers.get(input(node, 1));
    if (cast == null || scales == null) {
      return null;
    }
    NodeProto product = producer(input(cast, 0), "MatMulInteger");
    if (product != null && isZero(input(product, 3))) {
      return product(node, unrounded(input(product, 0)), real(input(product, 1), input(scales, 1)));
    }
    NodeProto rows = producer(input(cast, 0), "Gather");
    return rows == null ? null : rows(node, rows, real(input(rows, 0), input(scales, 0)));
  }

  private static @Nullable NodeProto product(
      NodeProto node, @Nullable String activations, @Nullable String weight) {
    if (activations == null || weight == null) {
      return null;
    }
    return NodeProto.newBuilder()
        .setName(node.getName())
        .setOpType("MatMul")
        .addInput(activations)
        .addInput(weight)
        .addOutput(node.getOutput(0))
        .build();
  }

  private static @Nullable NodeProto rows(
      NodeProto node, NodeProto gather, @Nullable String table) {
    return table == null
        ? null
        : gather.toBuilder().setInput(0, table).setOutput(0, node.getOutput(0)).build();
  }

  /** What was rounded to give this tensor. */
  private @Nullable String unrounded(String tensor) {
    NodeProto rounding = producer(tensor, "DynamicQuantizeLinear");
    return rounding == null ? null : rounding.getInput(0);
  }

  /**
   * The name of a matrix in real numbers, which is added to the graph.
   *
   * @param scale one for all, or for each column ({@code [columns]}) or row ({@code [rows, 1]})
   */
  private @Nullable String real(String matrix, String scale) {
    TensorProto whole = tensors.get(matrix);
    TensorProto scales = tensors.get(scale);
    if (whole == null
        || scales == null
        || whole.getDataType() != INT8
        || scales.getDataType() != FLOAT
        || whole.getDimsCount() != 2
        || whole.getRawData().isEmpty()
        || scales.getRawData().isEmpty()) {
      return null;
    }
    String name = matrix + "_fp32";
    tensors.computeIfAbsent(name, absent -> multiplied(whole, scales).setName(name).build());
    return name;
  }

  private static TensorProto.Builder multiplied(TensorProto whole, TensorProto scales) {
    int columns = Math.toIntExact(whole.getDims(1));
    boolean byRow = scales.getDimsCount() == 2;
    ByteString numbers = whole.getRawData();
    FloatBuffer scale =
        scales.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    ByteBuffer reals =
        ByteBuffer.allocate(numbers.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < numbers.size(); i++) {
      int at = byRow ? i / columns : i % columns;
      reals.putFloat(numbers.byteAt(i) * scale.get(scale.limit() == 1 ? 0 : at));
    }
    return TensorProto.newBuilder()
        .addAllDims(whole.getDimsList())
        .setDataType(FLOAT)
        .setRawData(ByteString.copyFrom(reals.flip()));
  }

  private boolean isZero(String zeroPoints) {
    if (zeroPoints.isEmpty()) {
      return true;
    }
    TensorProto tensor = tensors.get(zeroPoints);
    if (tensor == null || tensor.getRawData().isEmpty()) {
      return false;
    }
    for (byte zero : tensor.getRawData()) {
      if (zero != 0) {
        return false;
      }
    }
    return true;
  }

  private @Nullable NodeProto producer(String tensor, String operator) {
    NodeProto node = producers.get(tensor);
    return node != null && node.getOpType().equals(operator) ? node : null;
  }

  /** The name of an input, empty if the node has it not. */
  private static String input(NodeProto node, int index) {
    return index < node.getInputCount() ? node.getInput(index) : "";
  }
}
