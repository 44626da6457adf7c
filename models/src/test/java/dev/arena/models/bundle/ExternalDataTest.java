package dev.arena.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalDataTest {
  @TempDir Path directory;

  private static final TensorProto ELSEWHERE =
      TensorProto.newBuilder()
          .addExternalData(
              StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/x"))
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .setName("secret")
          .build();

  @Test
  void aGraphThatHoldsItsDataHasNone() throws IOException {
    Path bundle = TinyBundle.write(directory.resolve("tiny"));
    assertThat(ExternalData.firstIn(bundle.resolve("encoder.int8.onnx"))).isNull();
    assertThat(ExternalData.firstIn(bundle.resolve("head.onnx"))).isNull();
  }

  @Test
  void anInitializerElsewhereIsFound() throws IOException {
    assertFound(GraphProto.newBuilder().addInitializer(ELSEWHERE).build());
  }

  @Test
  void aSparseInitializerElsewhereIsFound() throws IOException {
    assertFound(
        GraphProto.newBuilder()
            .addSparseInitializer(SparseTensorProto.newBuilder().setValues(ELSEWHERE))
            .build());
  }

  @Test
  void aConstantInASubgraphElsewhereIsFound() throws IOException {
    NodeProto constant =
        NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setT(ELSEWHERE)).build();
    AttributeProto branch =
        AttributeProto.newBuilder().setG(GraphProto.newBuilder().addNode(constant)).build();
    assertFound(
        GraphProto.newBuilder().addNode(NodeProto.newBuilder().addAttribute(branch)).build());
  }

  @Test
  void aConstantInAFunctionElsewhereIsFound() throws IOException {
    NodeProto constant =
        NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setT(ELSEWHERE)).build();
    assertFound(
        ModelProto.newBuilder().addFunctions(FunctionProto.newBuilder().addNode(constant)).build());
  }

  @Test
  void bytesThatAreNoProtobufHaveNone() throws IOException {
    Path file = Files.write(directory.resolve("x.onnx"), new byte[] {58, 127, -1, -1, 3});
    assertThat(ExternalData.firstIn(file)).isNull();
  }

  private void assertFound(GraphProto graph) throws IOException {
    assertFound(ModelProto.newBuilder().setGraph(graph).build());
  }

  private void assertFound(ModelProto model) throws IOException {
    Path file = Files.write(directory.resolve("x.onnx"), model.toByteArray());
    assertThat(ExternalData.firstIn(file)).isEqualTo("secret");
  }
}
