package dev.arena.models.bundle;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A search for tensors that an ONNX file keeps in another file: it walks the file's protobuf
 * messages.
 *
 * <p>Field numbers come from {@code onnx.proto3} (ONNX IR 8 to 13). The walk includes node
 * attributes, subgraphs and local functions, because all of them may hold tensors.
 */
final class ExternalData {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int GROUP = 3;
  private static final int GROUP_END = 4;
  private static final int FIXED32 = 5;
  private static final int EXTERNAL = 1;

  /** Protobuf itself does not read messages that are nested more deeply. */
  private static final int DEEPEST = 100;

  /** Messages that may hold tensors, and their fields. */
  private enum Message {
    MODEL,
    GRAPH,
    FUNCTION,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR;

    /** The message in a field, or null if it cannot contain a tensor. */
    @Nullable Message inField(int field) {
      return switch (this) {
        case MODEL -> field == 7 ? GRAPH : field == 25 ? FUNCTION : null;
        case GRAPH -> field == 1 ? NODE : field == 5 ? TENSOR : field == 15 ? SPARSE_TENSOR : null;
        case FUNCTION -> field == 7 ? NODE : field == 11 ? ATTRIBUTE : null;
        case NODE -> field == 5 ? ATTRIBUTE : null;
        case ATTRIBUTE ->
            switch (field) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              default -> null;
            };
        case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : null;
        case TENSOR -> null;
      };
    }
  }

  private ExternalData() {}

  /** Thrown if the file is not a protobuf message, so that its content is unknown. */
  static final class UnreadableGraphException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableGraphException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * The name of the first tensor stored in another file, or null if there is none.
   *
   * @throws UnreadableGraphException if the file cannot be walked to its end
   */
  static @Nullable String firstIn(Path onnx) throws IOException, UnreadableGraphException {
    try (FileChannel channel = FileChannel.open(onnx)) {
      return first(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), Message.MODEL, 0);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new UnreadableGraphException(e);
    }
  }

  private static @Nullable String first(ByteBuffer in, Message message, int depth) {
    checkDepth(depth);
    boolean external = false;
    String name = "(unnamed)";
    while (in.hasRemaining()) {
      int tag = tag(in);
      int field = tag >>> 3;
      switch (tag & 7) {
        case VARINT -> {
          int value = (int) varint(in);
          external |= message == Message.TENSOR && field == 14 && value == EXTERNAL;
        }
        case BYTES -> {
          int length = length(in);
          ByteBuffer inside = in.slice(in.position(), length);
          skip(in, length);
          Message inner = message.inField(field);
          String found = inner == null ? null : first(inside, inner, depth + 1);
          if (found != null) {
            return found;
          }
          if (message == Message.TENSOR && field == 8) {
            name = StandardCharsets.UTF_8.decode(inside).toString();
          }
          external |= message == Message.TENSOR && field == 13;
        }
        default -> skipField(in, tag, depth);
      }
    }
    return external ? name : null;
  }

  private static void skipField(ByteBuffer in, int tag, int depth) {
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

  private static void checkDepth(int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested too deeply");
    }
  }

  private static void skip(ByteBuffer in, int bytes) {
    in.position(in.position() + bytes);
  }

  private static int tag(ByteBuffer in) {
    long tag = varint(in);
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw new IllegalArgumentException("not a field of a protobuf message");
    }
    return (int) tag;
  }

  private static int length(ByteBuffer in) {
    long length = varint(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a field of %d bytes does not fit".formatted(length));
    }
    return (int) length;
  }

  private static long varint(ByteBuffer in) {
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
