package dev.arena.trainer.tune;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code log.jsonl}: one JSON object a line, each with {@code event} and {@code time}, written at
 * once. A training that goes on from a checkpoint first cuts off what was logged after it, so that
 * every step stands there once.
 */
final class TrainingLog implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path path;

  /** Not a channel, which an interrupt would close. */
  private final RandomAccessFile file;

  private final Clock clock;

  TrainingLog(Path path, Clock clock) {
    this.path = path;
    this.clock = clock;
    try {
      this.file = new RandomAccessFile(path.toFile(), "rw");
      file.seek(file.length());
    } catch (IOException e) {
      throw trouble(path, e);
    }
  }

  /**
   * Adds a line.
   *
   * @param event what happened
   * @param values numbers that are not finite become null
   */
  void append(String event, Map<String, ?> values) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    values.forEach(
        (name, value) ->
            line.put(name, value instanceof Double d && !Double.isFinite(d) ? null : value));
    try {
      file.write((MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw trouble(path, e);
    }
  }

  /** How long it is. */
  long bytes() {
    try {
      return file.getFilePointer();
    } catch (IOException e) {
      throw trouble(path, e);
    }
  }

  /** Cuts off what comes after its first bytes. */
  void cut(long bytes) {
    try {
      if (bytes < file.length()) {
        file.setLength(bytes);
      }
      file.seek(file.length());
    } catch (IOException e) {
      throw trouble(path, e);
    }
  }

  private static UserException trouble(Path path, IOException cause) {
    return new UserException(
        "%s cannot be written (%s); expected a disk with room that this user may write to."
            .formatted(path, FileErrors.describe(cause)),
        cause);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw trouble(path, e);
    }
  }
}
