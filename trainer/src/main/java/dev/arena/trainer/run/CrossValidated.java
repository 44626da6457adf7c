package dev.arena.trainer.run;

import java.util.List;

/**
 * What cross-validation predicted: votes, and what the recipe's model and simpler ones say of them.
 *
 * @param folds how many
 * @param withTies predictions of each vote from a file with ties, by a model trained without it
 * @param others predictions of votes that no fold learned from; may be empty
 */
record CrossValidated(
    int folds, List<CrossValidation.Predicted> withTies, List<CrossValidation.Predicted> others) {
  /** The name of the recipe's own model among the predictions. */
  static final String MODEL = "model";

  CrossValidated {
    withTies = List.copyOf(withTies);
    others = List.copyOf(others);
  }
}
