package dev.arena.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A folder that is deleted when it is closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {
  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);

  /**
   * Creates an empty temporary folder.
   *
   * @param prefix prefix of its name
   */
  public static TemporaryFolder create(String prefix) {
    try {
      return new TemporaryFolder(Files.createTempDirectory(prefix));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Empties a folder, or creates it if it is missing; returns its path. */
  static Path emptied(Path folder) {
    new TemporaryFolder(folder).close();
    try {
      return Files.createDirectories(folder);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /**
   * Deletes the folder, and tries again while a process or thread that is ending still writes to
   * it.
   */
  @Override
  public void close() {
    long deadline = System.nanoTime() + DELETE_TIMEOUT.toNanos();
    while (!deleted() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(RETRY_INTERVAL.toNanos());
    }
  }

  private boolean deleted() {
    if (Files.notExists(path)) {
      return true;
    }
    try (Stream<Path> below = Files.walk(path)) {
      for (Path each : List.copyOf(below.sorted(Comparator.reverseOrder()).toList())) {
        Files.deleteIfExists(each);
      }
      return true;
    } catch (IOException | UncheckedIOException inUse) {
      return false;
    }
  }
}
