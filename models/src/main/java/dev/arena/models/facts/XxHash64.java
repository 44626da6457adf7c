package dev.arena.models.facts;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The hash XXH64 with seed 0, of bytes that arrive in parts, as specified by the xxHash project
 * (doc/xxhash_spec.md). Not for secrets: equal hashes are easy to construct. For use by one thread.
 */
final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;

  private static final int STRIPE_BYTES = 32;
  private static final int LANES = STRIPE_BYTES / Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The accumulators of the four lanes: at first P1 + P2, P2, 0 and -P1, modulo 2^64. */
  private final long[] lanes = {0x60EA27EEADC0B5D6L, PRIME_2, 0, 0x61C8864E7A143579L};

  /** The beginning of the next stripe. */
  private final byte[] rest = new byte[STRIPE_BYTES];

  private int restBytes;
  private long total;

  /** Appends bytes. */
  void update(byte... bytes) {
    total += bytes.length;
    int from = 0;
    if (restBytes > 0) {
      from = Math.min(STRIPE_BYTES - restBytes, bytes.length);
      System.arraycopy(bytes, 0, rest, restBytes, from);
      restBytes += from;
      if (restBytes < STRIPE_BYTES) {
        return;
      }
      stripe(rest, 0);
    }
    for (; from + STRIPE_BYTES <= bytes.length; from += STRIPE_BYTES) {
      stripe(bytes, from);
    }
    restBytes = bytes.length - from;
    System.arraycopy(bytes, from, rest, 0, restBytes);
  }

  private void stripe(byte[] bytes, int from) {
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = round(lanes[lane], (long) LONG.get(bytes, from + lane * Long.BYTES));
    }
  }

  /** The hash of the bytes so far; more may follow. */
  long digest() {
    long hash = total < STRIPE_BYTES ? PRIME_5 : merged();
    hash += total;
    int at = 0;
    for (; at + Long.BYTES <= restBytes; at += Long.BYTES) {
      hash ^= round(0, (long) LONG.get(rest, at));
      hash = Long.rotateLeft(hash, 27) * PRIME_1 + PRIME_4;
    }
    if (at + Integer.BYTES <= restBytes) {
      hash ^= Integer.toUnsignedLong((int) INT.get(rest, at)) * PRIME_1;
      hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
      at += Integer.BYTES;
    }
    for (byte last : Arrays.copyOfRange(rest, at, restBytes)) {
      hash ^= Byte.toUnsignedLong(last) * PRIME_5;
      hash = Long.rotateLeft(hash, 11) * PRIME_1;
    }
    hash = (hash ^ hash >>> 33) * PRIME_2;
    hash = (hash ^ hash >>> 29) * PRIME_3;
    return hash ^ hash >>> 32;
  }

  private long merged() {
    long hash =
        Long.rotateLeft(lanes[0], 1)
            + Long.rotateLeft(lanes[1], 7)
            + Long.rotateLeft(lanes[2], 12)
            + Long.rotateLeft(lanes[3], 18);
    for (long lane : lanes) {
      hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }
    return hash;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
  }
}
