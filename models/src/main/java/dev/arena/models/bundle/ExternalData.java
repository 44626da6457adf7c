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
  private static final int EXTERNAL = 1;

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
    Protobuf.checkDepth(depth);
    boolean external = false;
    String name = "(unnamed)";
    while (in.hasRemaining()) {
      int tag = Protobuf.tag(in);
      int field = tag >>> 3;
      switch (tag & 7) {
        case Protobuf.VARINT -> {
          int value = (int) Protobuf.varint(in);
          external |= message == Message.TENSOR && field == 14 && value == EXTERNAL;
        }
        case Protobuf.BYTES -> {
          int length = Protobuf.length(in);
          ByteBuffer inside = in.slice(in.position(), length);
          Protobuf.skip(in, length);
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
        default -> Protobuf.skipField(in, tag, depth);
      }
    }
    return external ? name : null;
  }
}
