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

/** A folder that is gone when it is closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {
  private static final Duration DELETE_LIMIT = Duration.ofSeconds(2);
  private static final Duration DELETE_AGAIN = Duration.ofMillis(50);

  /**
   * Makes an empty one.
   *
   * @param prefix what its name begins with
   */
  public static TemporaryFolder create(String prefix) {
    try {
      return new TemporaryFolder(Files.createTempDirectory(prefix));
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** Deletes it, more than once while a process or a thread that ends still writes. */
  @Override
  public void close() {
    long deadline = System.nanoTime() + DELETE_LIMIT.toNanos();
    while (!deleted() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(DELETE_AGAIN.toNanos());
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
