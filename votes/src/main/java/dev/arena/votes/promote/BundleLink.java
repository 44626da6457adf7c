package dev.arena.votes.promote;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The symbolic link through which scorers find their bundle. Switching it is one step, and removes
 * no bundle, so there is always one in place and one to return to.
 *
 * @param path of the link itself
 */
record BundleLink(Path path) {
  /** What the name of the file with the promotions ends with, after the link's name. */
  static final String RECORD = ".promotions.jsonl";

  /**
   * The link at a path.
   *
   * @throws UserException if there is something else
   */
  static BundleLink at(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Files.isSymbolicLink(absolute)) {
      throw new UserException(
          "%s is not a symbolic link; expected one that leads to the bundle's folder, so that it can be switched in one step. Move the folder, create the link in its place, and name the link in the scorer's arena.bundle."
              .formatted(path));
    }
    return new BundleLink(absolute);
  }

  /** Where the promotions of this link are recorded. */
  Path record() {
    return path.resolveSibling(path.getFileName() + RECORD);
  }

  /**
   * Where the link led before a switch and where it leads now, without symbolic links in between.
   */
  record Switched(Path before, Path after) {}

  /**
   * Switches the link.
   *
   * @param folder of a bundle; may be a symbolic link itself, which can be switched later
   * @throws UserException if that is not possible; the link then stays as it was
   */
  Switched switchTo(Path folder) {
    Path created = path.resolveSibling("." + path.getFileName() + ".new-" + UUID.randomUUID());
    try {
      Switched switched = new Switched(path.toRealPath(), folder.toRealPath());
      Files.createSymbolicLink(created, switched.after());
      Files.move(created, path, StandardCopyOption.ATOMIC_MOVE);
      return switched;
    } catch (IOException e) {
      deleteQuietly(created);
      throw new UserException(
          "%s cannot be switched: %s; expected a folder in which this user may create links. The bundle is still the old one."
              .formatted(path, FileErrors.describe(e)),
          e);
    }
  }

  private static void deleteQuietly(Path created) {
    try {
      Files.deleteIfExists(created);
    } catch (IOException ignored) {
      // the failure that led here says more
    }
  }

  /**
   * Adds a line to the record of promotions.
   *
   * @throws UserException if that is not possible
   */
  void append(String line) {
    try {
      Files.writeString(
          record(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UserException(
          "%s was switched, but %s cannot be written: %s; expected a file to which this user may append. Add the line yourself: %s"
              .formatted(path, record(), FileErrors.describe(e), line),
          e);
    }
  }
}
