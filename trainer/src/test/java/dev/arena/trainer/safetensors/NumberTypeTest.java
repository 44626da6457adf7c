package dev.arena.trainer.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.trainer.safetensors.Header.NumberType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class NumberTypeTest {
  @Test
  void halfNumbersAreReadExactly() {
    assertThat(read(NumberType.F16, 0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x3555))
        .containsExactly(0f, -0f, 1f, -2f, 65504f, 0.33325195f);
    assertThat(read(NumberType.F16, 0x0001, 0x03ff, 0x0400, 0x7c00, 0xfc00, 0x7e00))
        .containsExactly(
            0x1p-24f,
            0x1p-14f - 0x1p-24f,
            0x1p-14f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN);
  }

  @Test
  void everyHalfNumberIsItsSignExponentAndFraction() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      double expected =
          bits < 0x400
              ? bits * Math.pow(2, -24)
              : (1 + (bits & 0x3ff) / 1024.0) * Math.pow(2, (bits >> 10) - 15);
      assertThat(read(NumberType.F16, bits, bits | 0x8000))
          .containsExactly((float) expected, (float) -expected);
    }
  }

  @Test
  void bfloat16NumbersAreTheUpperHalfOfAFloat() {
    assertThat(read(NumberType.BF16, 0x3f80, 0xbf80, 0x4049, 0x7f80, 0x0001))
        .containsExactly(1f, -1f, 3.140625f, Float.POSITIVE_INFINITY, 0x1p-133f);
  }

  private static float[] read(NumberType type, int... bits) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : bits) {
      bytes.putShort((short) number);
    }
    float[] numbers = new float[bits.length];
    type.read(bytes.flip(), numbers, 0);
    return numbers;
  }
}
