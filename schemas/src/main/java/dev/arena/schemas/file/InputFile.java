package dev.arena.schemas.file;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * An opened input file: its bytes, decompressed if it is a gzip file. Every gzip member must be
 * complete, with nothing between or after them. If the file changes while it is being read, an
 * exception is thrown at the end.
 *
 * @param in its bytes, to be closed by the reader
 * @param name its name in messages
 */
public record InputFile(InputStream in, String name) {
  /** The name that means standard input on the command line. */
  public static final String STANDARD_INPUT = "-";

  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
  private static final int MAGIC = 4;

  /**
   * Opens a file, or standard input for {@code -}.
   *
   * @param format the expected format, such as {@code CSV}
   * @param through wraps the file's stream and returns the stream to read
   * @throws UserException when it is missing, unreadable, or of a format that Arena does not read
   */
  public static InputFile open(String file, String format, UnaryOperator<InputStream> through) {
    if (file.equals(STANDARD_INPUT)) {
      return new InputFile(through.apply(System.in), "standard input");
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new UserException(
          "%s is a directory; expected a %s file. Name the file in it.".formatted(file, format));
    }
    try {
      FileIdentity opened = FileIdentity.of(file);
      InputStream in = Files.newInputStream(path);
      InputStream watched = opened == null ? in : new UnchangedInput(in, opened);
      return new InputFile(unpacked(through.apply(watched), file), file);
    } catch (NoSuchFileException e) {
      throw new UserException(
          "%s does not exist; expected a %s file. Check the name (the current directory is %s)."
              .formatted(file, format, Path.of("").toAbsolutePath()),
          e);
    } catch (IOException e) {
      throw unreadable(file, format, e);
    }
  }

  /** The exception to throw when reading fails. */
  public static UserException unreadable(String file, String format, Exception e) {
    return new UserException(
        "%s cannot be read (%s); expected a readable %s file."
            .formatted(file, FileErrors.describe(e), format),
        e);
  }

  /** Closes a stream after its reader could not be created. */
  public static void closeAfter(Exception failure, Closeable in) {
    try {
      in.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static InputStream unpacked(InputStream in, String file) throws IOException {
    try {
      BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
      buffered.mark(MAGIC);
      byte[] magic = buffered.readNBytes(MAGIC);
      buffered.reset();
      if (Arrays.equals(magic, PARQUET)) {
        throw new UserException(
            file
                + " is Parquet; expected CSV or JSONL. Convert it first:"
                + " docs/reference/jsonl.md says how.");
      }
      requireKnownPacking(magic, file);
      return startsWith(magic, 0x1F, 0x8B)
          ? GzipCompressorInputStream.builder()
              .setInputStream(buffered)
              .setDecompressConcatenated(true)
              .get()
          : buffered;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, in);
      throw e;
    }
  }

  private static void requireKnownPacking(byte[] magic, String file) {
    String packed =
        startsWith(magic, 0x28, 0xB5, 0x2F, 0xFD)
            ? "zstd"
            : startsWith(magic, 0xFD, '7', 'z', 'X') ? "xz" : null;
    if (packed != null) {
      throw new UserException(
          "%s is compressed with %s; expected a plain file, or gzip. Unpack it: %s -d %s"
              .formatted(file, packed, packed, file));
    }
  }

  /** Whether bytes begin with these unsigned values. */
  public static boolean startsWith(byte[] found, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= found.length || (found[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** A file's bytes; at their end, the file must still be the one that was opened. */
  private static final class UnchangedInput extends FilterInputStream {
    private final FileIdentity opened;

    /**
     * @param opened the file's identity before it was opened
     */
    UnchangedInput(InputStream in, FileIdentity opened) {
      super(in);
      this.opened = opened;
    }

    @Override
    public int read() throws IOException {
      return checked(super.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return checked(super.read(bytes, offset, length));
    }

    private int checked(int read) {
      if (read < 0) {
        opened.requireUnchanged();
      }
      return read;
    }
  }
}
