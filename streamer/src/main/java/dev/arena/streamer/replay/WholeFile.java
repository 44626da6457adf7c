package dev.arena.streamer.replay;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.schemas.file.OutputFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A text file that appears when it is complete, or not at all: it is written beside its place and
 * moved. Where it is standard output, its text appears as it is written. Not thread-safe.
 */
final class WholeFile implements AutoCloseable {
  private final String name;
  private final @Nullable AtomicFile file;
  private final Writer writer;
  private boolean complete;
  private boolean closed;

  private WholeFile(String name, @Nullable AtomicFile file, Writer writer) {
    this.name = name;
    this.file = file;
    this.writer = writer;
  }

  /**
   * Begins a file.
   *
   * @throws UserException when its folder is missing or cannot be written
   */
  static WholeFile open(String name) {
    if (name.equals(OutputFile.STANDARD_OUTPUT)) {
      return new WholeFile(OutputFile.nameOf(null), null, text(System.out));
    }
    Path place = Path.of(name);
    OutputFile.folderOf(place);
    try {
      AtomicFile file = AtomicFile.create(place);
      return new WholeFile(name, file, text(file.stream()));
    } catch (IOException e) {
      throw OutputFile.unwritable(name, e);
    }
  }

  private static Writer text(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
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
      throw OutputFile.unwritable(name, e);
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
    try (AtomicFile whole = file) {
      writer.flush();
      if (whole != null && complete) {
        whole.complete();
      }
    } catch (IOException | UncheckedIOException e) {
      throw OutputFile.unwritable(name, e);
    }
  }

  /** What messages call it. */
  String name() {
    return name;
  }
}
