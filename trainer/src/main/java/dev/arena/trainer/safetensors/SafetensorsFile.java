package dev.arena.trainer.safetensors;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.trainer.safetensors.Header.NumberType;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * An open safetensors file: its header is in memory, and tensors are read on demand. Every error is
 * a {@link UserException} that names the file. For use by one thread.
 *
 * <p>A file holds the length of the header as a little-endian 64-bit integer, the header as JSON,
 * and the bytes of the tensors (github.com/huggingface/safetensors).
 */
public final class SafetensorsFile implements AutoCloseable {
  /**
   * The largest header that is read: larger than that of any model, but too small to exhaust the
   * heap.
   */
  private static final int LARGEST_HEADER = 16 << 20;

  private static final int PIECE_BYTES = 1 << 20;

  private final Path path;

  /** This is not a {@code FileChannel}, because an interrupt would close one. */
  private final RandomAccessFile file;

  private final long dataStart;
  private final Header header;

  private SafetensorsFile(Path path, RandomAccessFile file, long dataStart, Header header) {
    this.path = path;
    this.file = file;
    this.dataStart = dataStart;
    this.header = header;
  }

  /** Opens a file and checks its header. */
  public static SafetensorsFile open(Path path) {
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(path.toFile(), "r");
      return open(path, file);
    } catch (IOException | RuntimeException e) {
      if (file != null) {
        InputFile.closeAfter(e, file);
      }
      if (e instanceof UserException known) {
        throw known;
      }
      throw unreadable(path, e);
    }
  }

  private static SafetensorsFile open(Path path, RandomAccessFile file) throws IOException {
    long size = file.length();
    if (size < Long.BYTES) {
      throw damaged(path, "it has only %d bytes".formatted(size));
    }
    long headerBytes = Long.reverseBytes(file.readLong());
    if (headerBytes < 0 || headerBytes > LARGEST_HEADER) {
      throw damaged(
          path,
          "it claims a header of %s bytes; at most %,d are read"
              .formatted(Long.toUnsignedString(headerBytes), LARGEST_HEADER));
    }
    long dataStart = Long.BYTES + headerBytes;
    if (dataStart > size) {
      throw damaged(
          path,
          "its header has %d bytes, but the file ends after %d of them"
              .formatted(headerBytes, size - Long.BYTES));
    }
    byte[] json = new byte[(int) headerBytes];
    file.readFully(json);
    try {
      return new SafetensorsFile(path, file, dataStart, Header.parse(json, size - dataStart));
    } catch (Header.MalformedException e) {
      throw damaged(path, String.valueOf(e.getMessage()));
    }
  }

  /** Texts that were written with the tensors, by name. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The tensors' names, in the order of their bytes. */
  public Set<String> names() {
    return header.tensors().keySet();
  }

  /** The shape of an existing tensor. */
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  /**
   * Reads a tensor that must have a certain shape.
   *
   * @return its numbers, row by row
   */
  public float[] floats(String name, long... shape) {
    long[] found = entry(name).shape();
    if (!Arrays.equals(found, shape)) {
      throw new UserException(
          "%s: tensor %s has shape %s; expected %s. The file belongs to a network of a different size."
              .formatted(path, name, Arrays.toString(found), Arrays.toString(shape)));
    }
    return floats(name);
  }

  /**
   * Reads a tensor of any shape.
   *
   * @return its numbers, row by row
   */
  public float[] floats(String name) {
    Header.Entry entry = entry(name);
    NumberType type = entry.numberType();
    if (type == null) {
      throw new UserException(
          "%s: tensor %s has numbers of type %s; expected one of %s. Convert the file to F32."
              .formatted(path, name, entry.type(), Arrays.toString(NumberType.values())));
    }
    long count = (entry.end() - entry.begin()) / type.bytes();
    if (count > Integer.MAX_VALUE - Long.BYTES) {
      throw new UserException(
          "%s: tensor %s has %,d numbers; expected at most %,d, the most that can be read at once."
              .formatted(path, name, count, Integer.MAX_VALUE - Long.BYTES));
    }
    float[] numbers = new float[(int) count];
    try {
      read(entry, type, numbers);
    } catch (IOException e) {
      throw e instanceof EOFException
          ? damaged(path, "it was truncated while tensor %s was read".formatted(name))
          : unreadable(path, e);
    }
    return numbers;
  }

  private void read(Header.Entry entry, NumberType type, float[] numbers) throws IOException {
    long bytes = entry.end() - entry.begin();
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, bytes)];
    file.seek(dataStart + entry.begin());
    int done = 0;
    while (done < numbers.length) {
      int length = (int) Math.min(piece.length, bytes - (long) done * type.bytes());
      file.readFully(piece, 0, length);
      type.read(ByteBuffer.wrap(piece, 0, length).order(ByteOrder.LITTLE_ENDIAN), numbers, done);
      done += length / type.bytes();
    }
  }

  private Header.Entry entry(String name) {
    Header.Entry entry = header.tensors().get(name);
    if (entry == null) {
      throw new UserException(
          "%s has no tensor %s among its %d. Use a file from a network of the same family."
              .formatted(path, name, header.tensors().size()));
    }
    return entry;
  }

  private static UserException damaged(Path path, String found) {
    return new UserException(
        """
        %s is not a complete safetensors file: %s.
          Expected the file as written: it was truncated or changed. Copy it again, or use another."""
            .formatted(path, found));
  }

  private static UserException unreadable(Path path, Exception cause) {
    return new UserException(
        "%s cannot be read (%s); expected a safetensors file."
            .formatted(path, FileErrors.describe(cause)),
        cause);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + path, e);
    }
  }
}
