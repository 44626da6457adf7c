package dev.arena.models.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Off-heap buffers that ONNX Runtime reads and writes in place. */
final class NativeBuffers {
  private NativeBuffers() {}

  static LongBuffer longs(int count) {
    return bytes(count, Long.BYTES).asLongBuffer();
  }

  static FloatBuffer floats(int count) {
    return bytes(count, Float.BYTES).asFloatBuffer();
  }

  private static ByteBuffer bytes(int count, int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, size))
        .order(ByteOrder.nativeOrder());
  }
}
