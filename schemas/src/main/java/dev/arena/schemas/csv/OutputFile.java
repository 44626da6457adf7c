package dev.arena.schemas.csv;

import dev.arena.schemas.failure.FileTrouble;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** How a file comes to its place complete or not at all: written beside it, and moved. */
public final class OutputFile {
  /** The name that means standard output, on the command line. */
  public static final String STANDARD_OUTPUT = "-";

  private OutputFile() {}

  /**
   * The folder that a file is to be in.
   *
   * @throws UserException when there is none, or the name is that of a folder, a device or a pipe
   */
  public static Path folderOf(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(
          file + " is a directory; expected the name of a file to write. Add a file name.");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserException(
          file
              + " is a device or a pipe; expected the name of a file to write, which would take its"
              + " place. Name another, or - for standard output.");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserException(
          file + " cannot be written: there is no directory " + folder + ". Create it first.");
    }
    return folder;
  }

  /**
   * Where this process writes what is to become a file.
   *
   * @throws UserException as {@link #folderOf} does
   */
  public static Path partOf(Path file) {
    return folderOf(file)
        .resolve(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
  }

  /** Moves what is written into its place, once it is on the disk. */
  public static void putInPlace(Path part, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What messages call a file, null for standard output. */
  public static String nameOf(@Nullable Path file) {
    return file == null ? "standard output" : file.toString();
  }

  /** What to throw when writing fails. */
  public static UserException unwritable(String name, Exception e) {
    return new UserException(
        "%s cannot be written (%s); expected a writable place with space left. Free space, or name another file."
            .formatted(name, FileTrouble.inWords(e)),
        e);
  }
}
