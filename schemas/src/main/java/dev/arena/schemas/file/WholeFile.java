package dev.arena.schemas.file;

import dev.arena.schemas.failure.UserException;
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
 * A text file that appears only when it is complete: it is written under another name in the same
 * folder and then moved. Standard output is written directly, and stays open. Not thread-safe.
 */
public final class WholeFile implements AutoCloseable {
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
   * Begins a file; {@code -} is standard output.
   *
   * @throws UserException if its folder is missing or cannot be written
   */
  public static WholeFile open(String name) {
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

  /** The writer for the text. */
  public Writer writer() {
    return writer;
  }

  /**
   * Writes some text.
   *
   * @throws UserException if it cannot be written
   */
  public void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw OutputFile.unwritable(name, e);
    }
  }

  /** Marks the text as complete, so that closing moves the file into place. */
  public void complete() {
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

  /** The file's name in messages. */
  public String name() {
    return name;
  }
}
