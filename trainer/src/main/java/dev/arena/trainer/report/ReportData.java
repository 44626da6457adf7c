package dev.arena.trainer.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.arena.trainer.evaluate.Figures;
import org.jspecify.annotations.Nullable;

/**
 * The content of a report.
 *
 * @param figures of models and baselines on the rows of a file
 * @param training how the model was made; null if bundles are only evaluated
 * @param origin of the figures
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportData(
    @JsonUnwrapped Figures figures, @Nullable TrainingPart training, @JsonUnwrapped Origin origin) {

  /**
   * Where figures come from.
   *
   * @param rowsAre a sentence that describes the rows
   * @param command the command line as typed
   * @param createdAt ISO 8601, UTC
   * @param arena version of Arena
   */
  public record Origin(String rowsAre, String command, String createdAt, String arena) {}
}
