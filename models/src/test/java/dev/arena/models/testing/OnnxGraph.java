package dev.arena.models.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A builder that puts an ONNX graph together node by node; tensors are identified by name. */
final class OnnxGraph {
  private static final int FLOAT = 1;
  private static final int INT8 = 3;
  private static final int INT64 = 7;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private int nodes;

  String int64Input(String name) {
    graph.addInput(value(name, INT64, "sequences", "tokens"));
    return name;
  }

  String floatInput(String name, int width) {
    graph.addInput(value(name, FLOAT, "pairs", width));
    return name;
  }

  /** Makes a tensor an output of the graph, with this name. */
  void floatOutput(String name, String tensor, Object... shape) {
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(tensor).addOutput(name));
    graph.addOutput(value(name, FLOAT, shape));
  }

  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    return nodes(operator, 1, inputs, attributes).get(0);
  }

  List<String> nodes(
      String operator, int outputs, List<String> inputs, AttributeProto... attributes) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addAllInput(inputs);
    String stem = operator.toLowerCase(java.util.Locale.ROOT) + "_" + nodes++;
    for (int i = 0; i < outputs; i++) {
      node.addOutput(outputs == 1 ? stem : stem + "_" + i);
    }
    node.addAllAttribute(List.of(attributes));
    graph.addNode(node);
    return node.getOutputList().stream().toList();
  }

  String floats(String name, float[] values, long... shape) {
    ByteBuffer data = buffer(values.length * Float.BYTES);
    for (float value : values) {
      data.putFloat(value);
    }
    return tensor(name, FLOAT, data, shape);
  }

  String bytes(String name, byte[] values, long... shape) {
    return tensor(name, INT8, buffer(values.length).put(values), shape);
  }

  String longs(String name, long... values) {
    ByteBuffer data = buffer(values.length * Long.BYTES);
    for (long value : values) {
      data.putLong(value);
    }
    return tensor(name, INT64, data, values.length);
  }

  /** The graph as a model of opset 17. */
  ModelProto model() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("arena-tests")
        .setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .build();
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attributes(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private String tensor(String name, int type, ByteBuffer data, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .setRawData(ByteString.copyFrom(data.flip()));
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueInfoProto value(String name, int type, Object... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (Object dimension : shape) {
      dimensions.addDim(
          dimension instanceof Integer size
              ? TensorShapeProto.Dimension.newBuilder().setDimValue(size)
              : TensorShapeProto.Dimension.newBuilder().setDimParam((String) dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
        .build();
  }
}
