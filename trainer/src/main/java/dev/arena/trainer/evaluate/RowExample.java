package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A row worth looking at.
 *
 * @param excerpt its position and the beginnings of its texts
 * @param voted the vote
 * @param predicted the model's prediction
 * @param compared the first model's prediction; null unless two models are compared
 */
public record RowExample(
    @JsonUnwrapped Excerpt excerpt,
    Outcome voted,
    Probabilities predicted,
    @Nullable Probabilities compared) {

  /** The log loss of the prediction. */
  public double loss() {
    return VoteMetrics.logLoss(predicted, voted);
  }
}
