package dev.arena.trainer.safetensors;

import java.nio.ByteBuffer;

/** A type of number that can be read as float, by its name in the format. */
enum NumberType {
  F32(4),
  F16(2),
  BF16(2);

  private static final int HALF_EXPONENT = 0x1f;
  private static final int HALF_FRACTION = 0x3ff;

  private final int bytes;

  NumberType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** Reads all numbers from little-endian bytes. */
  void read(ByteBuffer from, float[] to, int at) {
    int count = from.remaining() / bytes;
    switch (this) {
      case F32 -> from.asFloatBuffer().get(to, at, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = half(from.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          to[at + i] = Float.intBitsToFloat(from.getShort() << 16);
        }
      }
    }
  }

  /** IEEE 754 binary16 to binary32, which is exact. */
  static float half(short bits) {
    int exponent = bits >> 10 & HALF_EXPONENT;
    int fraction = bits & HALF_FRACTION;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case HALF_EXPONENT -> Float.intBitsToFloat(0x7f800000 | fraction << 13);
          default -> Float.intBitsToFloat(exponent + 127 - 15 << 23 | fraction << 13);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
