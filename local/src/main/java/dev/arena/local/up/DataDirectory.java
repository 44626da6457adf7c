package dev.arena.local.up;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder that keeps a stack's data between runs. Only one process at a time can hold it.
 *
 * <p>The operating system releases the lock when the process ends for any reason.
 */
final class DataDirectory implements AutoCloseable {
  private static final int MAX_PID_LENGTH = 20;

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Locks the folder, and creates it if it is missing.
   *
   * @throws UserException if another process holds it, or it is not writable
   */
  static DataDirectory open(Path path) {
    FileChannel channel = null;
    try {
      Files.createDirectories(path);
      channel =
          FileChannel.open(
              path.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (!lock(channel)) {
        String holder = read(channel);
        channel.close();
        throw new UserException(
            "%s is used by another ./arena up%s; expected a separate folder for each stack. Stop the other stack, or choose another folder with --data."
                .formatted(path, holder.isEmpty() ? "" : " (process " + holder + ")"));
      }
      channel.truncate(0);
      channel.write(
          StandardCharsets.US_ASCII.encode(String.valueOf(ProcessHandle.current().pid())), 0);
      return new DataDirectory(path, channel);
    } catch (IOException unusable) {
      close(channel);
      throw new UserException(
          "%s cannot be used for data: %s. Expected a folder that this user can write to. Choose another folder with --data."
              .formatted(path, FileErrors.describe(unusable)),
          unusable);
    }
  }

  /**
   * Returns the default data directory: {@code arena/up} in the user's cache folder.
   *
   * @param environment environment variables; only {@code XDG_CACHE_HOME} is read
   * @param system name of the operating system, as Java reports it
   * @param home the user's home folder
   */
  static Path standard(Map<String, String> environment, String system, Path home) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches;
    if (!configured.isEmpty()) {
      caches = Path.of(configured);
    } else if (system.startsWith("Mac")) {
      caches = home.resolve("Library").resolve("Caches");
    } else {
      caches = home.resolve(".cache");
    }
    return caches.resolve("arena").resolve("up");
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    close(channel);
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false); // the pid stays readable
      return lock != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_PID_LENGTH);
    channel.read(bytes, 0);
    return StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException nothingWasBuffered) {
      // closing the descriptor released the lock
    }
  }
}
