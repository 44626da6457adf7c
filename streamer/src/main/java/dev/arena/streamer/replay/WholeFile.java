package dev.arena.streamer.replay;

import dev.arena.schemas.csv.OutputFile;
import dev.arena.schemas.failure.UserException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A text file that appears when it is complete, or not at all: it is written beside its place and
 * moved. Where it is standard output, its text appears as it is written. Not thread-safe.
 */
final class WholeFile implements AutoCloseable {
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
    if (name.equals(OutputFile.STANDARD_OUTPUT)) {
      return new WholeFile(
          null,
          null,
          new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
    }
    Path file = Path.of(name);
    Path part = OutputFile.partOf(file);
    try {
      return new WholeFile(file, part, Files.newBufferedWriter(part));
    } catch (IOException e) {
      throw OutputFile.unwritable(name, e);
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
      throw OutputFile.unwritable(name(), e);
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
        requireAllWritten();
        return;
      }
      try {
        writer.close();
        if (complete) {
          OutputFile.putInPlace(part, file);
        }
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException | UncheckedIOException e) {
      throw OutputFile.unwritable(name(), e);
    }
  }

  /** Standard output swallows what goes wrong, and remembers that it did. */
  private static void requireAllWritten() throws IOException {
    if (System.out.checkError()) {
      throw new IOException("it is closed, or its disk is full");
    }
  }

  /** What messages call it. */
  String name() {
    return OutputFile.nameOf(file);
  }
}
