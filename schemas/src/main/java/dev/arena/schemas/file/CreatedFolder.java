package dev.arena.schemas.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder created for results: closing removes it, and the parents that were created for it, if
 * they are empty.
 */
public final class CreatedFolder implements AutoCloseable {
  /** The created folders, the innermost first. */
  private final List<Path> made;

  private CreatedFolder(List<Path> made) {
    this.made = new ArrayList<>(made);
  }

  /** Creates a folder and its parents; {@link #close()} keeps those that existed before. */
  public static CreatedFolder create(Path folder) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path path = folder.toAbsolutePath().normalize();
        path != null && !Files.exists(path);
        path = path.getParent()) {
      missing.add(path);
    }
    Files.createDirectories(folder);
    return new CreatedFolder(missing);
  }

  /** Removes created folders that are empty; later calls do nothing. */
  @Override
  public void close() {
    try {
      for (Path path : made) {
        Files.deleteIfExists(path);
      }
    } catch (DirectoryNotEmptyException | NoSuchFileException used) {
      // it contains results, or another process removed it
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + made, e);
    } finally {
      made.clear();
    }
  }
}
