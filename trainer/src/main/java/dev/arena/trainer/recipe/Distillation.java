package dev.arena.trainer.recipe;

import java.util.List;

/**
 * How soft labels are learned from.
 *
 * @param voteShare share of the actual vote in a label, from 0 to 1
 * @param weights of a soft label in the head's fit, relative to a vote from a file with ties: one
 *     for each teacher, or one for all
 * @param recalibrate whether each teacher is calibrated on the votes of files with ties first
 */
public record Distillation(double voteShare, List<Double> weights, Recalibrate recalibrate) {
  public Distillation {
    weights = List.copyOf(weights);
  }

  /** Whether teachers are calibrated first. */
  public enum Recalibrate {
    YES,
    NO
  }

  /** The weight of a teacher's labels. */
  public double weight(int teacher) {
    return weights.get(weights.size() == 1 ? 0 : teacher);
  }
}
