package dev.arena.trainer.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.optimize.MovingAverage;
import dev.arena.trainer.safetensors.SafetensorsFile;
import dev.arena.trainer.safetensors.SafetensorsWriter;
import dev.arena.trainer.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of a fine-tuning run between two steps: a folder with {@code model.safetensors} (the
 * encoder under Hugging Face's names, the scoring vector, and the average if there is one), {@code
 * optimizer.safetensors} (the moments), and {@code state.json}, which also holds the hashes of the
 * other files.
 */
public final class Checkpoint {
  static final String MODEL = "model.safetensors";
  static final String OPTIMIZER = "optimizer.safetensors";
  static final String STATE = "state.json";
  private static final List<String> FILES = List.of(MODEL, OPTIMIZER);
  private static final int FORMAT = 2;

  /** Reads and writes the JSON files of a training run. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Path directory;
  private final Content content;

  private Checkpoint(Path directory, Content content) {
    this.directory = directory;
    this.content = content;
  }

  /**
   * The content of {@code state.json}.
   *
   * @param logBytes length of the log
   * @param sha256 by file name: the hashes of the other files, and of this one without its own hash
   */
  private record Content(int format, State state, long logBytes, SortedMap<String, String> sha256) {
    Content {
      sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
    }

    /** The same content with its own hash added. */
    Content signed() throws JsonProcessingException {
      SortedMap<String, String> hashes = new TreeMap<>(sha256);
      hashes.remove(STATE);
      byte[] json = MAPPER.writeValueAsBytes(new Content(format, state, logBytes, hashes));
      hashes.put(STATE, Sha256.of(List.of(json)));
      return new Content(format, state, logBytes, hashes);
    }
  }

  /**
   * Writes a checkpoint to an empty folder.
   *
   * @param logBytes length of the log
   * @throws UserException if a number is not finite, or the disk is full
   */
  static void write(Path directory, Snapshot snapshot, long logBytes) throws IOException {
    SafetensorsWriter.write(directory.resolve(MODEL), finite(snapshot.model()), Map.of());
    SafetensorsWriter.write(directory.resolve(OPTIMIZER), finite(snapshot.optimiser()), Map.of());
    SortedMap<String, String> sha256 = new TreeMap<>();
    for (String file : FILES) {
      sha256.put(file, Sha256.of(directory.resolve(file)));
    }
    Content content = new Content(FORMAT, snapshot.state(), logBytes, sha256).signed();
    AtomicFile.write(directory.resolve(STATE), MAPPER.writeValueAsBytes(content));
  }

  private static Map<String, Tensor> finite(Map<String, Tensor> tensors) {
    Map<String, Tensor> checked = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            checked.put(
                name,
                new Tensor(tensor.shape(), () -> requireFinite(name, tensor.values().get()))));
    return checked;
  }

  private static float[] requireFinite(String name, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new UserException(
            "%s holds %s after this step; expected finite numbers. Train again with a lower --learning-rate."
                .formatted(name, value));
      }
    }
    return values;
  }

  /**
   * Reads a checkpoint and verifies its files.
   *
   * @throws UserException if it is missing, incomplete, or changed
   */
  public static Checkpoint read(Path directory) {
    Path file = directory.resolve(STATE);
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          "%s has no %s; expected a checkpoint of a training run, such as OUT.training/checkpoints/best."
              .formatted(directory, STATE));
    }
    try {
      JsonNode json = MAPPER.readTree(Files.readAllBytes(file));
      if (json.path("format").asInt(FORMAT) != FORMAT) {
        throw new UserException(
            "%s has format %s; expected %d. Use the version of Arena that wrote it."
                .formatted(file, json.path("format"), FORMAT));
      }
      Content content = MAPPER.treeToValue(json, Content.class);
      if (content == null || !content.equals(content.signed())) {
        throw damaged(directory, STATE + " was changed");
      }
      for (String part : FILES) {
        requireUnchanged(directory, part, content.sha256().get(part));
      }
      return new Checkpoint(directory, content);
    } catch (JsonProcessingException e) {
      throw damaged(directory, STATE + " " + fault(e));
    } catch (IOException e) {
      throw new UserException(
          "the checkpoint %s cannot be read (%s); expected it to be as the training run left it."
              .formatted(directory, FileErrors.describe(e)),
          e);
    }
  }

  private static void requireUnchanged(Path directory, String part, @Nullable String sha256)
      throws IOException {
    Path file = directory.resolve(part);
    if (!Files.exists(file)) {
      // the best checkpoint of a finished run has no optimiser state
      if (part.equals(MODEL)) {
        throw damaged(directory, part + " is missing");
      }
    } else if (!Sha256.of(file).equals(sha256)) {
      throw damaged(directory, part + " does not match its hash in " + STATE);
    }
  }

  private static UserException damaged(Path directory, String found) {
    return new UserException(
        "the checkpoint %s is damaged: %s; expected it to be as the training run left it."
            .formatted(directory, found));
  }

  /** The folder that it was read from. */
  public Path directory() {
    return directory;
  }

  /** The progress of the fine-tuning. */
  public State state() {
    return content.state();
  }

  long logBytes() {
    return content.logBytes();
  }

  /** Whether fine-tuning can resume from it. */
  boolean isResumable() {
    return Files.exists(directory.resolve(OPTIMIZER));
  }

  /** Restores the weights of a network with the same sizes. */
  public void restore(PreferenceNetwork network) {
    try (SafetensorsFile file = SafetensorsFile.open(directory.resolve(MODEL))) {
      network.restore(file);
    }
  }

  /** Restores an average of the same parameters. */
  void restore(MovingAverage average) {
    try (SafetensorsFile file = SafetensorsFile.open(directory.resolve(MODEL))) {
      average.restore(file, content.state().step());
    }
  }

  /** Restores the weights that were evaluated: their average, if there is one. */
  public void restoreAveraged(PreferenceNetwork network) {
    try (SafetensorsFile file = SafetensorsFile.open(directory.resolve(MODEL))) {
      network.restore(file);
      if (MovingAverage.isIn(file)) {
        try (MovingAverage average =
            new MovingAverage(network.manager(), network.trainables(1), 0)) {
          average.restore(file, content.state().step());
          average.swap();
        }
      }
    }
  }

  /** Restores the moments of an optimiser that has the same parameters. */
  void restore(AdamW optimiser) {
    try (SafetensorsFile file = SafetensorsFile.open(directory.resolve(OPTIMIZER))) {
      optimiser.restore(file, content.state().step());
    }
  }

  @Override
  public String toString() {
    return "%s at step %d of %d"
        .formatted(directory, content.state().step(), content.state().steps());
  }

  /**
   * Everything that fine-tuning needs to resume. Tensors are fetched only when they are written.
   *
   * @param model encoder, scoring vector, and the average if there is one
   * @param optimiser its moments
   */
  record Snapshot(State state, Map<String, Tensor> model, Map<String, Tensor> optimiser) {}

  /**
   * The progress of a fine-tuning run. With the weights and the optimiser's moments, it determines
   * the remaining steps, because the order of the pairs and all random numbers depend only on the
   * seed and the step.
   *
   * @param step steps taken so far
   * @param steps number of steps in all epochs
   * @param evaluated the last step after which the held-out pairs were evaluated
   * @param recentLoss smoothed loss; NaN before the first step
   * @param bestStep the step whose weights are kept
   * @param bestLoss its held-out loss; NaN without held-out pairs
   * @param points held-out losses so far
   */
  public record State(
      int step,
      int steps,
      int evaluated,
      double recentLoss,
      int bestStep,
      double bestLoss,
      List<Point> points) {
    public State {
      points = List.copyOf(points);
    }
  }

  /** The two-way loss on the held-out pairs after a number of steps. */
  public record Point(int step, double heldOutLoss) {}

  /** What is wrong with a JSON file of a training run, as a phrase that follows its name. */
  static String fault(JsonProcessingException e) {
    return e instanceof StreamReadException && e.getLocation() != null
        ? "is truncated or not JSON (line %d)".formatted(e.getLocation().getLineNr())
        : "does not hold what a training run writes";
  }
}
