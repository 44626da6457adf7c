package dev.arena.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.arena.models.testing.TinyBundle;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void aGraphThatHoldsItsDataHasNoExternalData() throws Exception {
    Path bundle = TinyBundle.write(directory.resolve("tiny"));
    assertThat(ExternalData.firstIn(bundle.resolve("encoder.int8.onnx"))).isNull();
    assertThat(ExternalData.firstIn(bundle.resolve("head.onnx"))).isNull();
  }

  @Test
  void anExternalInitializerIsFound() throws Exception {
    assertFound(GraphProto.newBuilder().addInitializer(ELSEWHERE).build());
  }

  @Test
  void anExternalSparseInitializerIsFound() throws Exception {
    assertFound(
        GraphProto.newBuilder()
            .addSparseInitializer(SparseTensorProto.newBuilder().setValues(ELSEWHERE))
            .build());
  }

  @Test
  void anExternalConstantInASubgraphIsFound() throws Exception {
    NodeProto constant =
        NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setT(ELSEWHERE)).build();
    AttributeProto branch =
        AttributeProto.newBuilder().setG(GraphProto.newBuilder().addNode(constant)).build();
    assertFound(
        GraphProto.newBuilder().addNode(NodeProto.newBuilder().addAttribute(branch)).build());
  }

  @Test
  void anExternalConstantInAFunctionIsFound() throws Exception {
    NodeProto constant =
        NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setT(ELSEWHERE)).build();
    assertFound(
        ModelProto.newBuilder().addFunctions(FunctionProto.newBuilder().addNode(constant)).build());
  }

  @Test
  void anExternalInitializerIsFoundAfterUnknownGroups() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(file);
    out.writeTag(100, WireFormat.WIRETYPE_START_GROUP);
    out.writeInt64(1, -1);
    out.writeFixed32(2, 7);
    out.writeFixed64(3, 7);
    out.writeString(4, "text");
    out.writeTag(5, WireFormat.WIRETYPE_START_GROUP);
    out.writeTag(5, WireFormat.WIRETYPE_END_GROUP);
    out.writeTag(100, WireFormat.WIRETYPE_END_GROUP);
    out.flush();
    GraphProto graph = GraphProto.newBuilder().addInitializer(ELSEWHERE).build();
    ModelProto.newBuilder().setGraph(graph).build().writeTo(file);
    assertFound(file.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3a 7f ff ff 03", // a field longer than the file
        "a3 06", // a group that does not end
        "a3 06 ac 06", // a group with the end of another
        "a4 06", // the end of a group that did not begin
        "0f", // a wire type that does not exist
        "00 00", // field 0
        "08 ff ff ff ff ff ff ff ff ff ff 01", // a number that does not end
        "3a ff ff ff ff 0f", // a negative length
        "88 80 80 80 80 01 00" // a field number beyond 32 bits
      })
  void aFileThatCannotBeWalkedToItsEndIsUnreadable(String bytes) throws Exception {
    Path file =
        Files.write(directory.resolve("x.onnx"), HexFormat.ofDelimiter(" ").parseHex(bytes));
    assertThatThrownBy(() -> ExternalData.firstIn(file))
        .isInstanceOf(ExternalData.UnreadableGraphException.class);
  }

  private void assertFound(GraphProto graph) throws Exception {
    assertFound(ModelProto.newBuilder().setGraph(graph).build());
  }

  private void assertFound(ModelProto model) throws Exception {
    assertFound(model.toByteArray());
  }

  private void assertFound(byte[] model) throws Exception {
    Path file = Files.write(directory.resolve("x.onnx"), model);
    assertThat(ExternalData.firstIn(file)).isEqualTo("secret");
  }
}
