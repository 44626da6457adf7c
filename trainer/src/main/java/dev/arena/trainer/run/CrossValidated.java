package dev.arena.trainer.run;

import java.util.List;

/**
 * What cross-validation predicted: votes, and what the recipe's model and simpler ones say of them.
 *
 * @param folds how many
 * @param natural predictions of each natural vote, by a model that did not know it
 * @param others predictions of votes that no fold learned from; may be empty
 */
record CrossValidated(
    int folds, List<CrossValidation.Predicted> natural, List<CrossValidation.Predicted> others) {
  /** The name of the recipe's own model among the predictions. */
  static final String MODEL = "model";

  CrossValidated {
    natural = List.copyOf(natural);
    others = List.copyOf(others);
  }
}
