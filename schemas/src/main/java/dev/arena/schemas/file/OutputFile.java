package dev.arena.schemas.file;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of an output file before it is written, and exceptions for failed writes. */
public final class OutputFile {
  /** The name that means standard output on the command line. */
  public static final String STANDARD_OUTPUT = "-";

  private OutputFile() {}

  /**
   * The folder of an output file.
   *
   * @throws UserException when there is none, or the file is a folder, a device or a pipe
   */
  public static Path folderOf(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(
          file + " is a directory; expected the name of a file to write. Add a file name.");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserException(
          file
              + " is a device or a pipe; expected the name of a file to write, which would"
              + " replace it. Name another, or - for standard output.");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserException(
          file + " cannot be written: there is no directory " + folder + ". Create it first.");
    }
    return folder;
  }

  /**
   * Refuses to overwrite a file unless the user allowed it.
   *
   * @param replace whether the user allowed it
   * @throws UserException when a file of this name exists
   */
  public static void requireNew(Path file, boolean replace) {
    if (!replace && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserException(
          file + " already exists; expected a new file. Name another, or add --replace.");
    }
  }

  /**
   * Refuses an output that is also an input, even under another name or through links.
   *
   * @param option the option that names the output, such as {@code --out}
   * @throws UsageException when the output is an input
   */
  public static void requireNoInput(String option, String output, List<String> inputs) {
    for (String input : inputs) {
      if (!output.equals(STANDARD_OUTPUT)
          && !input.equals(InputFile.STANDARD_INPUT)
          && isSame(Path.of(output), Path.of(input))) {
        throw new UsageException(
            "%s %s is also an input file%s; expected a different file. Name another."
                .formatted(option, output, output.equals(input) ? "" : ", also named " + input));
      }
    }
  }

  /** Whether two paths lead to the same file, even through links. */
  public static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException missing) {
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }
  }

  /** A file's name in messages; null means standard output. */
  public static String nameOf(@Nullable Path file) {
    return file == null ? "standard output" : file.toString();
  }

  /** The exception to throw when writing fails. */
  public static UserException unwritable(String name, Exception e) {
    return new UserException(
        "%s cannot be written (%s); expected a writable place with space left. Free space, or name another file."
            .formatted(name, FileErrors.describe(e)),
        e);
  }
}
