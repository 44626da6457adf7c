package dev.arena.trainer.tune;

import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * The steps of a fine-tuning run, and those after which the held-out pairs are evaluated.
 *
 * @param perEpoch steps per epoch, at least 1
 * @param epochs maximum number of epochs
 * @param evaluations per epoch
 */
record StepPlan(int perEpoch, int epochs, int evaluations) {
  /** The number of batches whose pairs are sorted by length together. */
  private static final int WINDOW = 16;

  /**
   * The plan of a recipe.
   *
   * @param pairs number of training pairs
   * @param heldOut number of held-out pairs; without any, there is one evaluation per epoch, at its
   *     end
   */
  static StepPlan of(Recipe recipe, int pairs, int heldOut) {
    int pairsPerStep = recipe.optimisation().pairsPerStep();
    return new StepPlan(
        (pairs + pairsPerStep - 1) / pairsPerStep,
        recipe.optimisation().epochs(),
        heldOut == 0 ? 1 : recipe.selection().evaluations());
  }

  /** The number of steps in all epochs. */
  int steps() {
    return perEpoch * epochs;
  }

  /** The number of steps before an epoch; epochs are counted from 1. */
  int before(int epoch) {
    return (epoch - 1) * perEpoch;
  }

  /**
   * The epoch in which training resumes after a step; an epoch that has just ended is checked
   * again.
   */
  int epochAfter(int step) {
    return Math.max(1, (step + perEpoch - 1) / perEpoch);
  }

  /** Whether the held-out pairs are evaluated after a step; steps are counted from 1. */
  boolean isEvaluated(int step) {
    int stepOfEpoch = step - (step - 1) / perEpoch * perEpoch;
    for (int i = 1; i <= evaluations; i++) {
      if (stepOfEpoch == Math.max(1, perEpoch * i / evaluations)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Shuffled batches of pairs of similar length: the pairs are shuffled, sorted by length within
   * windows of several batches, and cut into batches, which are then shuffled. The same seed gives
   * the same order.
   */
  static List<List<TieFreePair>> batches(List<TieFreePair> pairs, int batch, long seed) {
    Random random = new Random(seed);
    List<TieFreePair> shuffled = new ArrayList<>(pairs);
    Collections.shuffle(shuffled, random);
    List<List<TieFreePair>> batches = new ArrayList<>();
    for (int from = 0; from < shuffled.size(); from += WINDOW * batch) {
      List<TieFreePair> window =
          shuffled.subList(from, Math.min(shuffled.size(), from + WINDOW * batch));
      window.sort(Comparator.comparingInt(TieFreePair::length));
      for (int i = 0; i < window.size(); i += batch) {
        batches.add(List.copyOf(window.subList(i, Math.min(window.size(), i + batch))));
      }
    }
    Collections.shuffle(batches, random);
    return batches;
  }
}
