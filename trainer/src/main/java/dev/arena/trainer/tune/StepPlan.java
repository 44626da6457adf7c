package dev.arena.trainer.tune;

import dev.arena.trainer.recipe.Recipe;

/**
 * Which steps a fine-tuning takes, and after which of them held-out pairs are asked.
 *
 * @param perEpoch steps of an epoch, at least 1
 * @param epochs most epochs
 * @param evaluations of an epoch
 */
record StepPlan(int perEpoch, int epochs, int evaluations) {
  /**
   * What a recipe says.
   *
   * @param pairs how many are learned from
   * @param heldOut how many are held out; without any there is one evaluation, at the epoch's end
   */
  static StepPlan of(Recipe recipe, int pairs, int heldOut) {
    int pairsPerStep = recipe.optimisation().pairsPerStep();
    return new StepPlan(
        (pairs + pairsPerStep - 1) / pairsPerStep,
        recipe.optimisation().epochs(),
        heldOut == 0 ? 1 : recipe.selection().evaluations());
  }

  /** Steps of all epochs. */
  int steps() {
    return perEpoch * epochs;
  }

  /** The steps before an epoch, which is counted from 1. */
  int before(int epoch) {
    return (epoch - 1) * perEpoch;
  }

  /** The epoch to go on with after a step; one that is just over is looked at once more. */
  int epochAfter(int step) {
    return Math.max(1, (step + perEpoch - 1) / perEpoch);
  }

  /** Whether held-out pairs are asked after a step, counted from 1. */
  boolean isEvaluated(int step) {
    int stepOfEpoch = step - (step - 1) / perEpoch * perEpoch;
    for (int i = 1; i <= evaluations; i++) {
      if (stepOfEpoch == Math.max(1, perEpoch * i / evaluations)) {
        return true;
      }
    }
    return false;
  }
}
