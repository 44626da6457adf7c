package dev.arena.cli;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.schemas.file.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The destination of {@code --json}: an atomically written file, or standard output.
 *
 * @param file as typed; {@code -} means standard output
 */
public record JsonOutput(String file) {
  /** Whether the JSON replaces the text on standard output. */
  public boolean isStandardOutput() {
    return file.equals(OutputFile.STANDARD_OUTPUT);
  }

  /**
   * Checks, before hours of computation, that the file can be written.
   *
   * @param replace whether an existing file may be replaced
   * @throws UserException if the file's directory does not exist, or the file is a directory
   */
  public void requireWritable(boolean replace) {
    if (!isStandardOutput()) {
      OutputFile.folderOf(Path.of(file));
      OutputFile.requireNew(Path.of(file), replace);
    }
  }

  /** Writes the JSON. */
  public void write(String text, PrintWriter standardOutput) {
    if (isStandardOutput()) {
      standardOutput.print(text);
      standardOutput.flush();
      return;
    }
    try {
      AtomicFile.write(Path.of(file), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw OutputFile.unwritable(file, e);
    }
  }
}
