package dev.arena.trainer.recipe;

import dev.arena.schemas.failure.UsageException;
import java.util.List;

/**
 * How a model learns from soft labels.
 *
 * @param voteShare share of the actual vote in a label, from 0 to 1
 * @param weights of a soft label in the head's fit, relative to a vote from a file with ties: one
 *     for each teacher, or one for all
 * @param recalibrate whether each teacher is first calibrated on the votes in files with ties
 */
public record Distillation(double voteShare, List<Double> weights, boolean recalibrate) {
  public Distillation {
    weights = List.copyOf(weights);
  }

  /**
   * Refuses weights that do not fit the number of teachers.
   *
   * @throws UsageException if there is neither one weight nor one for each teacher
   */
  public void requireWeights(int teachers) {
    if (teachers > 0 && weights.size() != 1 && weights.size() != teachers) {
      throw new UsageException(
          "--teacher-weight has %d numbers, and the number of teachers is %d; expected one number, or one for each teacher."
              .formatted(weights.size(), teachers));
    }
  }

  /** The weight of a teacher's labels. */
  public double weight(int teacher) {
    return weights.get(weights.size() == 1 ? 0 : teacher);
  }
}
