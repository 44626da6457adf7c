package dev.arena.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.arena.models.encode.Sequence;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DequantiserTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));
  private static final int HIDDEN = 8;
  private static final int TOKENS = 5;

  private final Random random = new Random(7);

  @TempDir Path folder;

  @Test
  void theTinyEncoderInFp32GivesTheVectorsOfItsInt8Form() throws Exception {
    Path bundle = TinyBundle.write(folder.resolve("tiny"));
    assertSameVectors(Files.readAllBytes(bundle.resolve("encoder.int8.onnx")), 0, 20);
  }

  @Test
  void theShippedEncoderInFp32GivesTheVectorsOfItsInt8Form() throws Exception {
    assertSameVectors(
        Files.readAllBytes(ROOT.resolve("models/default/encoder.int8.onnx")), 2000, 20_000);
  }

  @Test
  void nothingInTheShippedEncoderStaysInt8() throws Exception {
    byte[] int8 = Files.readAllBytes(ROOT.resolve("models/default/encoder.int8.onnx"));
    GraphProto graph = ModelProto.parseFrom(Dequantiser.toFp32(int8).orElseThrow()).getGraph();

    assertThat(graph.getInitializerList())
        .extracting(TensorProto::getDataType)
        .doesNotContain(DataType.INT8.getNumber(), DataType.UINT8.getNumber());
    assertThat(graph.getNodeList())
        .extracting(NodeProto::getOpType)
        .doesNotContain("DynamicQuantizeLinear", "MatMulInteger")
        .contains("MatMul");
  }

  @Test
  void paddingDoesNotChangeTheVectorsOfTheFp32Form() throws Exception {
    byte[] tiny =
        Files.readAllBytes(TinyBundle.write(folder.resolve("tiny")).resolve("encoder.int8.onnx"));
    byte[] shipped = Files.readAllBytes(ROOT.resolve("models/default/encoder.int8.onnx"));
    for (byte[] int8 : List.of(tiny, shipped)) {
      byte[] fp32 = Dequantiser.toFp32(int8).orElseThrow();
      Sequence shorter = new Sequence(random.ints(9, 0, 20).toArray(), 4);
      Sequence longer = new Sequence(random.ints(30, 0, 20).toArray(), 12);
      try (EncoderRuns alone = runs(fp32, shorter);
          EncoderRuns padded =
              new EncoderRuns(OrtEnvironment.getEnvironment().createSession(fp32))) {
        padded.add(List.of(longer, shorter), 32);
        assertThat(padded.run(0)[1]).containsExactly(alone.run(0)[0], within(1e-5f));
      }
    }
  }

  @Test
  void aZeroPointOtherThanZeroIsNotSupported() throws IOException {
    ModelProto.Builder model = fused();
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getName().equals("dense_zero")) {
        tensor.setRawData(ByteString.copyFrom(new byte[] {3, 0, 0, 0, 0, 0, 0, 0}));
      }
    }
    assertThat(Dequantiser.toFp32(model.build().toByteArray())).isEmpty();
  }

  /**
   * Asserts that the vectors, which have unit length, differ, but not by more than quantisation
   * explains.
   */
  private void assertSameVectors(byte[] int8, int firstToken, int endToken) throws Exception {
    byte[] fp32 = Dequantiser.toFp32(int8).orElseThrow();
    int[] ids = random.ints(40, firstToken, endToken).toArray();
    Sequence sequence = new Sequence(ids, 12);
    try (EncoderRuns expected = runs(int8, sequence);
        EncoderRuns found = runs(fp32, sequence)) {
      float[] vector = found.run(0)[0];
      float[] rounded = expected.run(0)[0];
      double square = 0;
      for (int i = 0; i < vector.length; i++) {
        square += Math.pow(vector[i] - rounded[i], 2);
      }
      assertThat(Math.sqrt(square)).isBetween(1e-9, 0.1);
    }
  }

  private static EncoderRuns runs(byte[] graph, Sequence sequence) throws OrtException {
    EncoderRuns runs = new EncoderRuns(OrtEnvironment.getEnvironment().createSession(graph));
    runs.add(List.of(sequence), sequence.length());
    return runs;
  }

  /** Returns a matrix product as {@code --operators onnxruntime} writes it, with a zero point. */
  private ModelProto.Builder fused() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("fused")
            .addInput(value("activations"))
            .addOutput(value("result"));
    matrix(graph, "dense", HIDDEN);
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("DynamicQuantizeMatMul")
            .setDomain("com.microsoft")
            .addAllInput(List.of("activations", "dense", "dense_scale", "dense_zero"))
            .addOutput("result"));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
        .setGraph(graph);
  }

  private void matrix(GraphProto.Builder graph, String name, int columns) {
    byte[] numbers = new byte[HIDDEN * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (byte) (random.nextInt(127) - 63);
    }
    graph.addInitializer(tensor(name, DataType.INT8, numbers).addDims(HIDDEN).addDims(columns));
    graph.addInitializer(tensor(name + "_zero", DataType.INT8, new byte[columns]).addDims(columns));
    graph.addInitializer(floats(name + "_scale", columns, 0.01));
  }

  private TensorProto.Builder floats(String name, int count, double size) {
    ByteBuffer values = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      values.putFloat((float) (size * (0.5 + random.nextDouble())));
    }
    return tensor(name, DataType.FLOAT, values.array()).addDims(count);
  }

  private static TensorProto.Builder tensor(String name, DataType type, byte[] data) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .setRawData(ByteString.copyFrom(data));
  }

  private static ValueInfoProto value(String name) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int size : new int[] {1, TOKENS, HIDDEN}) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
