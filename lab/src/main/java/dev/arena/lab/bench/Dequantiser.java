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
 * A converter to fp32 for an int8 encoder that {@code ./arena train} wrote: the result is the same
 * network with the same weights as floats instead of integers and scales, without quantised
 * activations, and with support for padded batches ({@link Masking}).
 *
 * <p>It supports the operators of docs/decisions/0009 with zero points of 0: {@code MatMulInteger}
 * and embeddings whose results are scaled, and ONNX Runtime's {@code DynamicQuantizeMatMul}. Nodes
 * and tensors that are unused afterwards are removed.
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
   * Returns the bytes of the fp32 model; empty if any int8 weights would remain.
   *
   * @param int8 bytes of an ONNX model
   * @throws InvalidProtocolBufferException if the bytes are not an ONNX model
   */
  static Optional<byte[]> toFp32(byte[] int8) throws InvalidProtocolBufferException {
    ModelProto model = ModelProto.parseFrom(int8);
    return new Dequantiser(model.getGraph())
        .convert()
        .map(Masking::masked)
        .map(graph -> model.toBuilder().setGraph(graph).build().toByteArray());
  }

  private Optional<GraphProto> convert() {
    List<NodeProto> nodes =
        graph.getNodeList().stream().flatMap(node -> convertNode(node).stream()).toList();
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
    boolean allFloat =
        constants.stream()
            .noneMatch(tensor -> tensor.getDataType() == INT8 || tensor.getDataType() == UINT8);
    return allFloat
        ? Optional.of(
            graph.toBuilder()
                .clearNode()
                .addAllNode(kept)
                .clearInitializer()
                .addAllInitializer(constants)
                .build())
        : Optional.empty();
  }

  /** Returns the fp32 form of a node, or the node itself if it needs no conversion. */
  private List<NodeProto> convertNode(NodeProto node) {
    NodeProto converted =
        switch (node.getOpType()) {
          case "Mul" -> convertMul(node);
          case "DynamicQuantizeMatMul" ->
              isZero(input(node, 3))
                  ? matMul(node, input(node, 0), toFloat(input(node, 1), input(node, 2)))
                  : null;
          default -> null;
        };
    if (converted == null) {
      return List.of(node);
    }
    String bias = converted.getOpType().equals("MatMul") ? input(node, 4) : "";
    return bias.isEmpty() ? List.of(converted) : withBias(converted, bias);
  }

  private static List<NodeProto> withBias(NodeProto matMul, String bias) {
    String sum = matMul.getOutput(0);
    String before = sum + "_before_bias";
    NodeProto add =
        NodeProto.newBuilder()
            .setOpType("Add")
            .addInput(before)
            .addInput(bias)
            .addOutput(sum)
            .build();
    return List.of(matMul.toBuilder().setOutput(0, before).build(), add);
  }

  /** Converts {@code Cast(integers) * scales}. */
  private @Nullable NodeProto convertMul(NodeProto node) {
    NodeProto cast = producer(input(node, 0), "Cast");
    NodeProto scales = producers.get(input(node, 1));
    if (cast == null || scales == null) {
      return null;
    }
    NodeProto matMul = producer(input(cast, 0), "MatMulInteger");
    if (matMul != null && isZero(input(matMul, 3))) {
      return matMul(
          node, unquantised(input(matMul, 0)), toFloat(input(matMul, 1), input(scales, 1)));
    }
    NodeProto gather = producer(input(cast, 0), "Gather");
    return gather == null
        ? null
        : gather(node, gather, toFloat(input(gather, 0), input(scales, 0)));
  }

  private static @Nullable NodeProto matMul(
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

  private static @Nullable NodeProto gather(
      NodeProto node, NodeProto gather, @Nullable String table) {
    return table == null
        ? null
        : gather.toBuilder().setInput(0, table).setOutput(0, node.getOutput(0)).build();
  }

  /** Returns the tensor whose quantisation yields this tensor. */
  private @Nullable String unquantised(String tensor) {
    NodeProto rounding = producer(tensor, "DynamicQuantizeLinear");
    return rounding == null ? null : rounding.getInput(0);
  }

  /**
   * Adds a dequantised matrix to the graph, and returns its name.
   *
   * @param scale name of the tensor with one scale for the whole matrix, one per column ({@code
   *     [columns]}) or one per row ({@code [rows, 1]})
   */
  private @Nullable String toFloat(String matrix, String scale) {
    TensorProto quantised = tensors.get(matrix);
    TensorProto scales = tensors.get(scale);
    if (quantised == null
        || scales == null
        || quantised.getDataType() != INT8
        || scales.getDataType() != FLOAT
        || quantised.getDimsCount() != 2
        || quantised.getRawData().isEmpty()
        || scales.getRawData().isEmpty()) {
      return null;
    }
    String name = matrix + "_fp32";
    tensors.computeIfAbsent(name, absent -> dequantised(quantised, scales).setName(name).build());
    return name;
  }

  private static TensorProto.Builder dequantised(TensorProto quantised, TensorProto scales) {
    int columns = Math.toIntExact(quantised.getDims(1));
    boolean byRow = scales.getDimsCount() == 2;
    ByteString numbers = quantised.getRawData();
    FloatBuffer scale =
        scales.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    ByteBuffer floats =
        ByteBuffer.allocate(numbers.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < numbers.size(); i++) {
      int scaleIndex = byRow ? i / columns : i % columns;
      floats.putFloat(numbers.byteAt(i) * scale.get(scale.limit() == 1 ? 0 : scaleIndex));
    }
    return TensorProto.newBuilder()
        .addAllDims(quantised.getDimsList())
        .setDataType(FLOAT)
        .setRawData(ByteString.copyFrom(floats.flip()));
  }

  private boolean isZero(String zeroPoint) {
    if (zeroPoint.isEmpty()) {
      return true;
    }
    TensorProto tensor = tensors.get(zeroPoint);
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

  /** Returns the name of an input; empty if the node does not have it. */
  private static String input(NodeProto node, int index) {
    return index < node.getInputCount() ? node.getInput(index) : "";
  }
}
