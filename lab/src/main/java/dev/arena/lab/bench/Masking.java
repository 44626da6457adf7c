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
 * Gives an encoder that takes one sequence without padding the input {@code attention_mask}, so
 * that padded batches can run, and lets its last layer compute all tokens.
 *
 * <p>It knows the forms of docs/decisions/0009: {@code MultiHeadAttention} or a {@code Softmax}, a
 * {@code Slice} from the first token of an answer on, and a mean weighted with {@code
 * token_type_ids}, which padding has zero, or not at all.
 */
final class Masking {
  private static final String MASK = "attention_mask";
  private static final String SHOWN = "shown";
  private static final String SHOWN_WHOLE = "shown_whole";
  private static final String ADDED = "added_to_scores";
  private static final String FIRST_AXIS = "axis_1";
  private static final String LAST_AXIS = "axis_2";
  private static final String BOTH_AXES = "axes_1_2";
  private static final String HIDDEN = "hidden_score";

  private final GraphProto.Builder graph;
  private final Map<String, NodeProto> producers = new HashMap<>();

  private Masking(GraphProto graph) {
    this.graph = graph.toBuilder();
    graph
        .getNodeList()
        .forEach(node -> node.getOutputList().forEach(output -> producers.put(output, node)));
  }

  /** The graph with the input, or the graph itself if it has it. */
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
    graph.getInputBuilderList().forEach(Masking::manySequences);
    graph.getOutputBuilderList().forEach(Masking::manySequences);
    graph.addInput(graph.getInput(0).toBuilder().setName(MASK));
    graph.addInitializer(whole(FIRST_AXIS, 1));
    graph.addInitializer(whole(LAST_AXIS, 2));
    graph.addInitializer(whole(BOTH_AXES, 1, 2));
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(HIDDEN)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addFloatData(-30_000));
    node("Cast", SHOWN_WHOLE, MASK).addAttribute(to(TensorProto.DataType.INT32));
    node("Cast", "shown_flat", MASK).addAttribute(to(TensorProto.DataType.FLOAT));
    node("Unsqueeze", SHOWN, "shown_flat", LAST_AXIS);
    node("Cast", "shown_logical", MASK).addAttribute(to(TensorProto.DataType.BOOL));
    node("Not", "hidden", "shown_logical");
    node("Cast", "hidden_flat", "hidden").addAttribute(to(TensorProto.DataType.FLOAT));
    node("Mul", "hidden_scores", "hidden_flat", HIDDEN);
    node("Unsqueeze", ADDED, "hidden_scores", BOTH_AXES);
  }

  private void rewrite(NodeProto node) {
    switch (node.getOpType()) {
      case "MultiHeadAttention" ->
          graph.addNode(node.toBuilder().addInput("").addInput(SHOWN_WHOLE));
      case "Softmax" -> {
        String scores = node.getOutput(0) + "_scores";
        node("Add", scores, node.getInput(0), ADDED);
        graph.addNode(node.toBuilder().setInput(0, scores));
      }
      case "Slice" -> graph.addNode(fromFirstAnswer(node) ? same(node) : node);
      case "ReduceMean" -> mean(node);
      default -> graph.addNode(node);
    }
  }

  private boolean fromFirstAnswer(NodeProto slice) {
    NodeProto start = producers.get(slice.getInput(1));
    return start != null && start.getOpType().equals("ArgMax");
  }

  private static NodeProto same(NodeProto node) {
    return NodeProto.newBuilder()
        .setOpType("Identity")
        .addInput(node.getInput(0))
        .addOutput(node.getOutput(0))
        .build();
  }

  /** A mean over the tokens becomes one over those shown. */
  private void mean(NodeProto node) {
    String out = node.getOutput(0);
    node("Mul", out + "_shown", node.getInput(0), SHOWN);
    node("ReduceSum", out + "_sum", out + "_shown", FIRST_AXIS).addAttribute(dropped());
    node("ReduceSum", out + "_count", SHOWN, FIRST_AXIS).addAttribute(dropped());
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

  private static AttributeProto dropped() {
    return attribute("keepdims", 0);
  }

  private static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static TensorProto whole(String name, long... values) {
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

  private static void manySequences(ValueInfoProto.Builder value) {
    value
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimParam("sequences");
  }
}
