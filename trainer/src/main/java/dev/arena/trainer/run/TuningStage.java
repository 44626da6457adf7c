package dev.arena.trainer.run;

import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.tune.Checkpoint;
import java.util.List;
import java.util.function.IntConsumer;

/** How a network gets the weights to which the head is fitted. */
@FunctionalInterface
interface TuningStage {
  /**
   * Gives the network its weights.
   *
   * @param pairs to train and to evaluate on
   * @param afterEpoch receives the number of each epoch but the last
   */
  Tuned tune(PreferenceNetwork network, Pairs pairs, IntConsumer afterEpoch);

  /**
   * The votes as pairs.
   *
   * @param heldOut those that select the best weights; may be empty
   */
  record Pairs(List<TieFreePair> train, List<TieFreePair> heldOut) {
    /**
     * The pairs of a split.
     *
     * @param margins of A for each vote, which are known without the network
     */
    static Pairs of(List<EncodedVote> votes, TrainingSplit split, double[] margins) {
      return new Pairs(
          split.train().stream().map(i -> votes.get(i).tieFreePair(margins[i])).toList(),
          split.heldOut().stream().map(i -> votes.get(i).tieFreePair(margins[i])).toList());
    }
  }

  /**
   * How the weights were found.
   *
   * @param points held-out losses
   * @param bestStep the step whose weights the network has
   */
  record Tuned(List<Checkpoint.Point> points, int bestStep) {}
}
