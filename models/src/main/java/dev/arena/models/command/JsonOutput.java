package dev.arena.models.command;

import dev.arena.schemas.csv.OutputFile;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where {@code --json} writes.
 *
 * @param file as typed; - is standard output
 */
public record JsonOutput(String file) {
  /** Whether the JSON takes the place of the text on standard output. */
  public boolean isStandardOutput() {
    return file.equals(OutputFile.STANDARD_OUTPUT);
  }

  /**
   * Refuses a place that is not there, before hours are spent on the figures.
   *
   * @throws UserException if the directory of the file does not exist, or the file is one itself
   */
  public void requireDirectory() {
    if (isStandardOutput()) {
      return;
    }
    Path parent = Path.of(file).toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new UserException(
          "--json %s cannot be written: there is no directory %s. Create it first."
              .formatted(file, parent));
    }
    if (Files.isDirectory(Path.of(file))) {
      throw new UserException(
          "--json %s cannot be written: it is a directory; expected a file in it.".formatted(file));
    }
  }

  /** Writes the JSON; a file that is there is replaced. */
  public void write(String text, PrintWriter standardOutput) throws IOException {
    if (isStandardOutput()) {
      standardOutput.print(text);
      standardOutput.flush();
    } else {
      Files.writeString(Path.of(file), text);
    }
  }
}
