package dev.arena.trainer.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The steps that a run directory's {@code log.jsonl} tells of, for a learning curve. */
public final class LoggedSteps {
  private static final JsonMapper MAPPER = new JsonMapper();

  private LoggedSteps() {}

  /**
   * A step of fine-tuning.
   *
   * @param step counted from 1
   * @param loss of the training pairs, smoothed
   * @param learningRate of the encoder
   */
  public record Step(int step, double loss, double learningRate) {}

  /**
   * Reads the steps, evenly thinned out.
   *
   * @param directory of the run; without a log there are no steps
   * @param most how many are wanted at most
   */
  public static List<Step> of(Path directory, int most) {
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

  /** A line that a killed process left half written tells nothing. */
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
