package dev.arena.trainer.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.arena.trainer.evaluate.Figures;
import org.jspecify.annotations.Nullable;

/**
 * All that a report says.
 *
 * @param figures of models and baselines on the rows of a file
 * @param training how the model was made; null where bundles are only judged
 * @param origin where the figures come from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportData(
    @JsonUnwrapped Figures figures, @Nullable TrainingPart training, @JsonUnwrapped Origin origin) {

  /**
   * Where figures come from.
   *
   * @param rowsAre what the rows are, in a sentence that a reader needs to judge the figures
   * @param command as typed
   * @param createdAt ISO 8601, UTC
   * @param arena version of Arena
   */
  public record Origin(String rowsAre, String command, String createdAt, String arena) {}
}
