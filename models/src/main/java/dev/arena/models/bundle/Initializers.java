package dev.arena.models.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads float32 constants of an ONNX graph by their names, which ONNX Runtime does not offer.
 *
 * <p>Field numbers come from {@code onnx.proto3}: {@code ModelProto.graph} (7), {@code
 * GraphProto.initializer} (5), {@code TensorProto.name} (8) and {@code TensorProto.raw_data} (9).
 */
final class Initializers {
  private static final int GRAPH = 7;
  private static final int INITIALIZER = 5;
  private static final int NAME = 8;
  private static final int RAW_DATA = 9;

  private Initializers() {}

  /**
   * The numbers of the initializer with this name; empty if there is none whose numbers are stored
   * as raw data.
   *
   * @param onnx a graph that was verified; it is read into memory
   */
  static float[] floats(Path onnx, String name) throws IOException {
    for (ByteBuffer graph : Protobuf.fields(ByteBuffer.wrap(Files.readAllBytes(onnx)), GRAPH)) {
      for (ByteBuffer tensor : Protobuf.fields(graph, INITIALIZER)) {
        if (name.equals(name(tensor))) {
          return floats(Protobuf.fields(tensor, RAW_DATA));
        }
      }
    }
    return new float[0];
  }

  private static String name(ByteBuffer tensor) {
    List<ByteBuffer> names = Protobuf.fields(tensor, NAME);
    return names.isEmpty() ? "" : StandardCharsets.UTF_8.decode(names.get(0)).toString();
  }

  private static float[] floats(List<ByteBuffer> rawData) {
    if (rawData.isEmpty()) {
      return new float[0];
    }
    FloatBuffer numbers = rawData.get(0).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[numbers.remaining()];
    numbers.get(values);
    return values;
  }
}
