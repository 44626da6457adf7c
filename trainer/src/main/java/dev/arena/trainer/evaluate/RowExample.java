package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.csv.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A row worth looking at.
 *
 * @param excerpt its position, and the beginnings of its texts
 * @param voted the vote
 * @param predicted by the model
 * @param compared the first model's prediction, if two are compared
 */
public record RowExample(
    @JsonUnwrapped Excerpt excerpt,
    Outcome voted,
    Probabilities predicted,
    @Nullable Probabilities compared) {

  /** What the prediction cost. */
  public double loss() {
    return VoteMetrics.logLoss(predicted, voted);
  }
}
