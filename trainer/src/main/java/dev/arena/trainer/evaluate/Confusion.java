package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.arena.models.Probabilities;
import dev.arena.schemas.csv.Outcome;
import java.util.List;

/**
 * A confusion matrix: how often each outcome was voted for when each was predicted as likeliest.
 *
 * @param rows counts by the vote, then by the likeliest outcome, in the order A, B, tie
 */
public record Confusion(@JsonValue List<List<Integer>> rows) {
  static Confusion of(List<Probabilities> predictions, List<Outcome> outcomes) {
    Integer[][] counts = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
    for (int i = 0; i < predictions.size(); i++) {
      counts[outcomes.get(i).ordinal()][predictions.get(i).mostLikely().ordinal()]++;
    }
    return new Confusion(List.of(List.of(counts[0]), List.of(counts[1]), List.of(counts[2])));
  }

  /** How many rows with that vote had that likeliest outcome. */
  public int of(Outcome voted, Outcome predicted) {
    return rows.get(voted.ordinal()).get(predicted.ordinal());
  }
}
