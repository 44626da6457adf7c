package dev.arena.votes.config;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.ClientKeys;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the state stores. By default it is in the user's home directory, because Kafka
 * Streams' own default, the folder for temporary files, may be emptied or in memory.
 */
public record StateFolder(Path path) {
  /** Where programs keep the state of a user (XDG Base Directory Specification). */
  private static final Path DEFAULT = Path.of(".local", "state", "arena");

  /** The configured folder, or the default. */
  public static StateFolder of(Configuration configuration) {
    String given = ClientKeys.kafka(configuration).get(StreamsConfig.STATE_DIR_CONFIG);
    return new StateFolder(
        given == null
            ? Path.of(System.getProperty("user.home")).resolve(DEFAULT)
            : Path.of(given).toAbsolutePath());
  }

  /**
   * Creates the folder if it is missing, and makes sure that files can be written to it.
   *
   * @throws UserException if it cannot be used
   */
  public void require() {
    try {
      Files.createDirectories(path);
      Files.delete(Files.createTempFile(path, "arena", ".tmp"));
    } catch (IOException unusable) {
      throw unusable(unusable.getClass().getSimpleName() + ": " + unusable.getMessage(), unusable);
    }
  }

  /**
   * Makes sure that the folder can be used or created, and creates nothing.
   *
   * @return the finding, for the check of a start
   * @throws UserException if it cannot be used
   */
  public String look() {
    Path existing = path;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      throw unusable(existing + " is not a folder that this user may write to", null);
    }
    return existing.equals(path) ? path.toString() : "a start would create " + path;
  }

  private UserException unusable(String reason, @Nullable IOException cause) {
    return new UserException(
        "the folder %s cannot be used for state (%s); expected a folder on a local disk that this user may write to. Set kafka.state.dir to one that stays when the service is restarted."
            .formatted(path, reason),
        cause);
  }
}
