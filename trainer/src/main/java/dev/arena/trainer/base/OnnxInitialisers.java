package dev.arena.trainer.base;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import dev.arena.trainer.network.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recovers parameters under Hugging Face's names from an ONNX graph that PyTorch exported.
 *
 * <p>The graph holds the transposed weights of linear layers under the names {@code
 * onnx::MatMul_N}. Each is found as the right operand of the product to which the layer's named
 * bias is added.
 */
final class OnnxInitialisers {
  private OnnxInitialisers() {}

  static Map<String, float[]> read(InputStream graph) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(graph);
    in.setSizeLimit(Integer.MAX_VALUE);
    ModelProto model = ModelProto.parseFrom(in);
    Map<String, TensorProto> tensors = new LinkedHashMap<>();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      tensors.put(tensor.getName(), tensor);
    }
    Map<String, float[]> named = new LinkedHashMap<>();
    for (TensorProto tensor : tensors.values()) {
      if (isFloat(tensor) && !tensor.getName().startsWith("onnx::")) {
        named.put(tensor.getName(), floats(tensor));
      }
    }
    Map<String, NodeProto> producers = new HashMap<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals("Add")) {
        addLinear(named, tensors, node.getInput(0), producers.get(node.getInput(1)));
        addLinear(named, tensors, node.getInput(1), producers.get(node.getInput(0)));
      }
    }
    return named;
  }

  private static void addLinear(
      Map<String, float[]> named,
      Map<String, TensorProto> tensors,
      String bias,
      @Nullable NodeProto product) {
    if (product == null
        || !product.getOpType().equals("MatMul")
        || !bias.endsWith(".bias")
        || !tensors.containsKey(bias)) {
      return;
    }
    TensorProto weight = tensors.get(product.getInput(1));
    if (weight != null) {
      String name = bias.substring(0, bias.length() - "bias".length()) + "weight";
      named.put(name, Weights.transposed(floats(weight), (int) weight.getDims(1)));
    }
  }

  private static boolean isFloat(TensorProto tensor) {
    return tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber();
  }

  private static float[] floats(TensorProto tensor) {
    if (tensor.getFloatDataCount() > 0) {
      float[] result = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < result.length; i++) {
        result[i] = tensor.getFloatData(i);
      }
      return result;
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] result = new float[raw.remaining() / Float.BYTES];
    raw.asFloatBuffer().get(result);
    return result;
  }
}
