package dev.arena.trainer.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code log.jsonl}: one JSON object per line, with {@code event} and {@code time}. Each line is
 * written immediately. A run that resumes from a checkpoint first removes the lines that came after
 * it, so that every step is logged once.
 */
public final class TrainingLog implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path path;

  /** This is not a channel, because an interrupt would close one. */
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
   * @param event its name
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

  /** The length of the log. */
  long bytes() {
    try {
      return file.getFilePointer();
    } catch (IOException e) {
      throw trouble(path, e);
    }
  }

  /** Truncates the log to this many bytes. */
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
        "%s cannot be written (%s); expected a writable disk with free space."
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

  /**
   * A step of fine-tuning.
   *
   * @param step counted from 1
   * @param loss on the training pairs, smoothed
   * @param learningRate of the encoder
   */
  public record Step(int step, double loss, double learningRate) {}

  /**
   * Reads the steps, evenly thinned out.
   *
   * @param directory of the run; without a log there are no steps
   * @param most upper bound on the number of steps returned
   */
  public static List<Step> steps(Path directory, int most) {
    Path log = directory.resolve(RunDirectory.LOG);
    if (!Files.isRegularFile(log)) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(log)) {
        add(steps, line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int every = Math.max(1, (steps.size() + most - 1) / most);
    List<Step> thinned = new ArrayList<>();
    for (int i = every - 1; i < steps.size(); i += every) {
      thinned.add(steps.get(i));
    }
    return List.copyOf(thinned);
  }

  /** Adds the step of a line, but ignores a line that a killed process left incomplete. */
  private static void add(List<Step> steps, String line) {
    JsonNode json;
    try {
      json = MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      return;
    }
    if (json.path("event").asText().equals("step") && json.path("smoothed_loss").isNumber()) {
      steps.add(
          new Step(
              json.path("step").asInt(),
              json.path("smoothed_loss").asDouble(),
              json.path("learning_rate").asDouble()));
    }
  }
}
