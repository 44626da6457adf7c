package dev.arena.schemas.file;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a file's state, for detecting changes without reading the file.
 *
 * @param file the file's name in messages
 * @param bytes its size
 * @param modified when it was last written
 * @param key the file system's key; null if it has none
 */
public record FileIdentity(String file, long bytes, FileTime modified, @Nullable Object key) {

  /**
   * The current identity of a file, for later comparison.
   *
   * @return null if there is nothing to compare: a pipe, standard input, or no file
   */
  public static @Nullable FileIdentity of(String file) {
    if (file.equals(InputFile.STANDARD_INPUT)) {
      return null;
    }
    try {
      BasicFileAttributes found = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
      return found.isRegularFile()
          ? new FileIdentity(file, found.size(), found.lastModifiedTime(), found.fileKey())
          : null;
    } catch (IOException unknown) {
      return null;
    }
  }

  /**
   * Requires that the file has been neither written nor replaced since.
   *
   * @throws UserException if it has been
   */
  public void requireUnchanged() {
    FileIdentity now = of(file);
    if (now == null) {
      throw changed("it no longer exists");
    }
    if (!Objects.equals(now.key, key)) {
      throw changed("another file has its name now");
    }
    if (now.bytes != bytes) {
      throw changed("it had %,d bytes and now has %,d".formatted(bytes, now.bytes));
    }
    if (!now.modified.equals(modified)) {
      throw changed("it was written at " + now.modified);
    }
  }

  private UserException changed(String found) {
    return new UserException(
        "%s changed while it was being read (%s); expected the same file from the first row to the last. Run the command again when nothing writes to the file, or pass the command a copy."
            .formatted(file, found));
  }
}
