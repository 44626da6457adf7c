package dev.arena.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Builds an ONNX graph node by node. Names are numbered in the order of the calls, and nothing
 * depends on the clock or the machine, so equal calls give equal bytes.
 */
final class GraphBuilder {
  static final int OPSET = 17;
  private static final int IR_VERSION = 8;
  private static final String CONTRIB = "com.microsoft";

  private final GraphProto.Builder graph;
  private final Map<String, String> constants = new HashMap<>();
  private int nodes;

  GraphBuilder(String name) {
    graph = GraphProto.newBuilder().setName(name);
  }

  /** A dimension of an input or output that varies. */
  static TensorShapeProto.Dimension varying(String name) {
    return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
  }

  /** A dimension of an input or output that is always the same. */
  static TensorShapeProto.Dimension fixed(long size) {
    return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
  }

  /** Adds a node with one output and returns the output's name. */
  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    return nodes(operator, 1, inputs, attributes).get(0);
  }

  /** Adds a node with several outputs and returns their names. */
  List<String> nodes(
      String operator, int outputs, List<String> inputs, AttributeProto... attributes) {
    String name = operator + "_" + nodes++;
    List<String> names =
        outputs == 1
            ? List.of(name)
            : IntStream.range(0, outputs).mapToObj(i -> name + "_" + i).toList();
    graph.addNode(node(name, operator, inputs, names, attributes));
    return names;
  }

  /** Adds a node with an ONNX Runtime contrib operator and returns its output's name. */
  String fused(String operator, List<String> inputs, AttributeProto... attributes) {
    String name = operator + "_" + nodes++;
    graph.addNode(node(name, operator, inputs, List.of(name), attributes).setDomain(CONTRIB));
    return name;
  }

  private static NodeProto.Builder node(
      String name,
      String operator,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setName(name)
        .setOpType(operator)
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllAttribute(Arrays.asList(attributes));
  }

  /** An input of the graph. */
  String input(String name, TensorProto.DataType type, TensorShapeProto.Dimension... dimensions) {
    graph.addInput(value(name, type, dimensions));
    return name;
  }

  /** Makes {@code source} an output of the graph under the given name. */
  void output(String name, String source, TensorShapeProto.Dimension... dimensions) {
    graph.addNode(node(name, "Identity", List.of(source), List.of(name)));
    graph.addOutput(value(name, TensorProto.DataType.FLOAT, dimensions));
  }

  private static ValueInfoProto value(
      String name, TensorProto.DataType type, TensorShapeProto.Dimension... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addAllDim(Arrays.asList(dimensions));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  /** Adds a float32 or float16 initializer and returns its name. */
  String reals(TensorProto.DataType type, String name, float[] values, long... shape) {
    boolean half = type == TensorProto.DataType.FLOAT16;
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * (half ? Short.BYTES : Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (half) {
        bytes.putShort(Fp16Conversions.floatToFp16(value));
      } else {
        bytes.putFloat(value);
      }
    }
    return tensor(name, type, bytes.array(), shape);
  }

  /** Adds an int8 initializer and returns its name. */
  String bytes(String name, byte[] values, long... shape) {
    return tensor(name, TensorProto.DataType.INT8, values, shape);
  }

  /** A float32 or float16 number that the graph stores only once. */
  String scalar(TensorProto.DataType type, float value) {
    return constants.computeIfAbsent(
        type + " " + value,
        key -> reals(type, "constant_" + constants.size(), new float[] {value}, 1));
  }

  /** An int64 vector that the graph stores only once. */
  String integers(long... values) {
    return constants.computeIfAbsent(
        "long " + Arrays.toString(values),
        key -> {
          ByteBuffer bytes =
              ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asLongBuffer().put(values);
          return tensor(
              "constant_" + constants.size(),
              TensorProto.DataType.INT64,
              bytes.array(),
              values.length);
        });
  }

  private String tensor(String name, TensorProto.DataType type, byte[] bytes, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  /** The attribute {@code to} of a {@code Cast}. */
  static AttributeProto to(TensorProto.DataType type) {
    return attribute("to", type.getNumber());
  }

  /** The finished model as the bytes of an {@code .onnx} file. */
  byte[] toBytes() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("arena")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    if (graph.getNodeList().stream().anyMatch(node -> node.getDomain().equals(CONTRIB))) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIB).setVersion(1));
    }
    return model.setGraph(graph).build().toByteArray();
  }
}
