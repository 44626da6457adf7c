package dev.arena.trainer.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.trainer.safetensors.Header.NumberType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes safetensors files atomically. */
public final class SafetensorsWriter {
  private static final int PIECE_FLOATS = 1 << 18;

  private SafetensorsWriter() {}

  /**
   * Writes float32 tensors to a file beside the target, forces it to the disk, and moves it into
   * place: the target is either complete or unchanged. Equal content gives equal bytes. Interrupts
   * are ignored.
   *
   * @param target the file to write, whose directory must exist
   * @param tensors by name
   * @param metadata texts to write with the tensors, by name
   */
  public static void write(Path target, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Tensor> sorted = new TreeMap<>(tensors);
    byte[] header = header(sorted, metadata);
    try (AtomicFile file = AtomicFile.create(target)) {
      write(file.stream(), header, sorted);
      file.complete();
    } catch (IOException e) {
      throw new UserException(
          """
          %s cannot be written: %s.
            Expected free space for %,d bytes and permission to write. An existing file is unchanged."""
              .formatted(target, FileErrors.describe(e), bytes(header, sorted)),
          e);
    }
  }

  private static void write(OutputStream out, byte[] header, Map<String, Tensor> tensors)
      throws IOException {
    ByteBuffer piece = littleEndian(Float.BYTES * PIECE_FLOATS);
    out.write(littleEndian(Long.BYTES).putLong(header.length).array());
    out.write(header);
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      float[] values = entry.getValue().values().get();
      if (values.length != entry.getValue().count()) {
        throw new IllegalArgumentException(
            "tensor %s has %d numbers, which do not fill its shape %s"
                .formatted(
                    entry.getKey(), values.length, Arrays.toString(entry.getValue().shape())));
      }
      for (int from = 0; from < values.length; from += PIECE_FLOATS) {
        int count = Math.min(PIECE_FLOATS, values.length - from);
        piece.asFloatBuffer().put(values, from, count);
        out.write(piece.array(), 0, Float.BYTES * count);
      }
    }
  }

  /**
   * The header, padded with spaces to a multiple of eight bytes so that mapped tensors are aligned.
   */
  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(Header.METADATA);
      new TreeMap<>(metadata).forEach(texts::put);
    }
    long begin = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      long end = begin + Float.BYTES * entry.getValue().count();
      ObjectNode tensor = root.putObject(entry.getKey());
      tensor.put("dtype", NumberType.F32.name());
      tensor.set("shape", mapper.valueToTree(entry.getValue().shape()));
      tensor.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    try {
      byte[] json = mapper.writeValueAsBytes(root);
      byte[] padded = Arrays.copyOf(json, (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
      Arrays.fill(padded, json.length, padded.length, (byte) ' ');
      return padded;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }

  private static long bytes(byte[] header, Map<String, Tensor> tensors) {
    return Long.BYTES
        + header.length
        + Float.BYTES * tensors.values().stream().mapToLong(Tensor::count).sum();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
