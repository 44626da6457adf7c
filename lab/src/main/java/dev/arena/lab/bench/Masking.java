package dev.arena.lab.bench;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A converter that adds the input {@code attention_mask} to an encoder that accepts a single
 * sequence without padding, so that it can run padded batches, and makes the encoder's last layer
 * compute all tokens.
 *
 * <p>It supports the operators of docs/decisions/0009: {@code MultiHeadAttention} or {@code
 * Softmax}, a {@code Slice} that starts at the first token of an answer, and a mean that is either
 * unweighted or weighted with {@code token_type_ids}, which are 0 for padding.
 */
final class Masking {
  private static final String MASK = "attention_mask";
  private static final String MASK_FLOAT = "mask_float";
  private static final String MASK_INT32 = "mask_int32";
  private static final String SCORE_BIAS = "score_bias";
  private static final String AXIS_1 = "axis_1";
  private static final String AXIS_2 = "axis_2";
  private static final String AXES_1_2 = "axes_1_2";
  private static final String MASKED_SCORE = "masked_score";

  private final GraphProto.Builder graph;
  private final Map<String, NodeProto> producers = new HashMap<>();

  private Masking(GraphProto graph) {
    this.graph = graph.toBuilder();
    graph
        .getNodeList()
        .forEach(node -> node.getOutputList().forEach(output -> producers.put(output, node)));
  }

  /** Returns the graph with the input, or the graph itself if it already has the input. */
  static GraphProto masked(GraphProto graph) {
    return graph.getInputList().stream().anyMatch(input -> input.getName().equals(MASK))
        ? graph
        : new Masking(graph).masked();
  }

  private GraphProto masked() {
    List<NodeProto> nodes = List.copyOf(graph.getNodeList());
    graph.clearNode();
    addMask();
    nodes.forEach(this::rewrite);
    return graph.build();
  }

  private void addMask() {
    graph.getInputBuilderList().forEach(Masking::allowManySequences);
    graph.getOutputBuilderList().forEach(Masking::allowManySequences);
    graph.addInput(graph.getInput(0).toBuilder().setName(MASK));
    graph.addInitializer(int64(AXIS_1, 1));
    graph.addInitializer(int64(AXIS_2, 2));
    graph.addInitializer(int64(AXES_1_2, 1, 2));
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(MASKED_SCORE)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addFloatData(-30_000));
    node("Cast", MASK_INT32, MASK).addAttribute(to(TensorProto.DataType.INT32));
    node("Cast", "mask_flat", MASK).addAttribute(to(TensorProto.DataType.FLOAT));
    node("Unsqueeze", MASK_FLOAT, "mask_flat", AXIS_2);
    node("Cast", "mask_bool", MASK).addAttribute(to(TensorProto.DataType.BOOL));
    node("Not", "masked", "mask_bool");
    node("Cast", "masked_flat", "masked").addAttribute(to(TensorProto.DataType.FLOAT));
    node("Mul", "masked_scores", "masked_flat", MASKED_SCORE);
    node("Unsqueeze", SCORE_BIAS, "masked_scores", AXES_1_2);
  }

  private void rewrite(NodeProto node) {
    switch (node.getOpType()) {
      case "MultiHeadAttention" ->
          graph.addNode(node.toBuilder().addInput("").addInput(MASK_INT32));
      case "Softmax" -> {
        String scores = node.getOutput(0) + "_scores";
        node("Add", scores, node.getInput(0), SCORE_BIAS);
        graph.addNode(node.toBuilder().setInput(0, scores));
      }
      case "Slice" -> graph.addNode(startsAtAnswer(node) ? identity(node) : node);
      case "ReduceMean" -> mean(node);
      default -> graph.addNode(node);
    }
  }

  private boolean startsAtAnswer(NodeProto slice) {
    NodeProto start = producers.get(slice.getInput(1));
    return start != null && start.getOpType().equals("ArgMax");
  }

  private static NodeProto identity(NodeProto node) {
    return NodeProto.newBuilder()
        .setOpType("Identity")
        .addInput(node.getInput(0))
        .addOutput(node.getOutput(0))
        .build();
  }

  /** Replaces a mean over all tokens with a mean over the unmasked tokens. */
  private void mean(NodeProto node) {
    String out = node.getOutput(0);
    node("Mul", out + "_unmasked", node.getInput(0), MASK_FLOAT);
    node("ReduceSum", out + "_sum", out + "_unmasked", AXIS_1).addAttribute(withoutReducedAxis());
    node("ReduceSum", out + "_count", MASK_FLOAT, AXIS_1).addAttribute(withoutReducedAxis());
    node("Div", out, out + "_sum", out + "_count");
  }

  private NodeProto.Builder node(String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static AttributeProto to(TensorProto.DataType type) {
    return attribute("to", type.getNumber());
  }

  private static AttributeProto withoutReducedAxis() {
    return attribute("keepdims", 0);
  }

  private static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static TensorProto int64(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }

  private static void allowManySequences(ValueInfoProto.Builder value) {
    value
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimParam("sequences");
  }
}
