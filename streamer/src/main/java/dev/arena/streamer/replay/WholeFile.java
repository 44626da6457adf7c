package dev.arena.streamer.replay;

import dev.arena.schemas.failure.FileTrouble;
import dev.arena.schemas.failure.UserException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A text file that appears when it is complete, or not at all: it is written beside its place and
 * moved. Where it is standard output, its text appears as it is written. Not thread-safe.
 */
final class WholeFile implements AutoCloseable {
  /** The name that means standard output, on the command line. */
  static final String STANDARD_OUTPUT = "-";

  private final @Nullable Path file;
  private final @Nullable Path part;
  private final Writer writer;
  private boolean complete;
  private boolean closed;

  private WholeFile(@Nullable Path file, @Nullable Path part, Writer writer) {
    this.file = file;
    this.part = part;
    this.writer = writer;
  }

  /**
   * Begins a file.
   *
   * @throws UserException when its folder is missing or cannot be written
   */
  static WholeFile open(String name) {
    if (name.equals(STANDARD_OUTPUT)) {
      return new WholeFile(
          null,
          null,
          new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
    }
    Path file = Path.of(name);
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new UserException(
          file + " is a directory; expected the name of a file to write. Add a file name.");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserException(
          file + " cannot be written: there is no directory " + folder + ". Create it first.");
    }
    Path part = folder.resolve(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      return new WholeFile(file, part, Files.newBufferedWriter(part));
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /** Where its text is written. */
  Writer writer() {
    return writer;
  }

  /** Writes some text. */
  void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw unwritable(name(), e);
    }
  }

  /** States that everything is written, so that closing may put the file in its place. */
  void complete() {
    complete = true;
  }

  /** Ends the file; later calls do nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (file == null || part == null) {
        writer.flush();
        return;
      }
      writer.close();
      if (complete) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(part);
      }
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(name(), e);
    }
  }

  /** What messages call it. */
  String name() {
    return file == null ? "standard output" : file.toString();
  }

  static UserException unwritable(String name, Exception e) {
    return new UserException(
        "%s cannot be written (%s); expected a writable place with space left. Free space, or name another file."
            .formatted(name, FileTrouble.inWords(e)),
        e);
  }
}
