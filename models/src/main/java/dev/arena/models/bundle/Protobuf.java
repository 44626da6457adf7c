package dev.arena.models.bundle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the fields of Protobuf messages, for the few that Arena looks up in ONNX files.
 *
 * <p>Each method reads at the buffer's position and moves it. Bytes that are not a message end in
 * an {@link IllegalArgumentException}, {@link IndexOutOfBoundsException} or {@link
 * BufferUnderflowException}.
 */
final class Protobuf {
  static final int VARINT = 0;
  static final int BYTES = 2;

  private static final int FIXED64 = 1;
  private static final int GROUP = 3;
  private static final int GROUP_END = 4;
  private static final int FIXED32 = 5;

  /** Protobuf itself does not read messages that are nested more deeply. */
  private static final int DEEPEST = 100;

  private Protobuf() {}

  /** The contents of every field of {@link #BYTES} with this number; the message is read whole. */
  static List<ByteBuffer> fields(ByteBuffer message, int number) {
    ByteBuffer in = message.duplicate();
    List<ByteBuffer> found = new ArrayList<>();
    while (in.hasRemaining()) {
      int tag = tag(in);
      if (tag == (number << 3 | BYTES)) {
        int length = length(in);
        found.add(in.slice(in.position(), length));
        skip(in, length);
      } else {
        skipField(in, tag, 0);
      }
    }
    return found;
  }

  /** Skips the field whose tag was read last. */
  static void skipField(ByteBuffer in, int tag, int depth) {
    switch (tag & 7) {
      case VARINT -> varint(in);
      case FIXED64 -> skip(in, 8);
      case FIXED32 -> skip(in, 4);
      case BYTES -> skip(in, length(in));
      case GROUP -> skipGroup(in, tag >>> 3, depth + 1);
      default -> throw new IllegalArgumentException("not a protobuf message");
    }
  }

  /** Skips a group; ONNX has no groups, so its fields are unknown. */
  private static void skipGroup(ByteBuffer in, int field, int depth) {
    checkDepth(depth);
    int end = field << 3 | GROUP_END;
    for (int tag = tag(in); tag != end; tag = tag(in)) {
      skipField(in, tag, depth);
    }
  }

  /** Refuses messages that are nested more deeply than Protobuf itself reads. */
  static void checkDepth(int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested too deeply");
    }
  }

  static void skip(ByteBuffer in, int bytes) {
    in.position(in.position() + bytes);
  }

  /** Reads a tag: the number of the field, shifted left by 3, and its wire type. */
  static int tag(ByteBuffer in) {
    long tag = varint(in);
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw new IllegalArgumentException("not a field of a protobuf message");
    }
    return (int) tag;
  }

  /** Reads the length of a field of {@link #BYTES}, which fits into what is left. */
  static int length(ByteBuffer in) {
    long length = varint(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a field of %d bytes does not fit".formatted(length));
    }
    return (int) length;
  }

  static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("not a protobuf message");
  }
}
