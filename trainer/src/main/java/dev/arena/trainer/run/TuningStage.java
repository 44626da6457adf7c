package dev.arena.trainer.run;

import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.tune.Checkpoint;
import dev.arena.trainer.tune.FineTuning;
import dev.arena.trainer.tune.RunDirectory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** How a network gets the weights to which the head is fitted. */
sealed interface TuningStage {
  /**
   * Gives the network its weights.
   *
   * @param pairs to train and to evaluate on
   * @param say receives lines for the terminal
   * @param afterEpoch receives the number of each epoch but the last
   */
  Tuned tune(PreferenceNetwork network, Pairs pairs, Consumer<String> say, IntConsumer afterEpoch);

  /**
   * The votes as pairs.
   *
   * @param heldOut those that select the best weights; may be empty
   */
  record Pairs(List<TieFreePair> train, List<TieFreePair> heldOut) {
    /**
     * Those of a split.
     *
     * @param margins of A for each vote, known without the network
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

  /**
   * Fine-tunes in a run directory, or resumes there.
   *
   * @param from the checkpoint to resume from, or null to start
   */
  record Fine(RunDirectory directory, TrainingOptions options, @Nullable Checkpoint from)
      implements TuningStage {

    @Override
    public Tuned tune(
        PreferenceNetwork network, Pairs pairs, Consumer<String> say, IntConsumer afterEpoch) {
      try (FineTuning tuning =
          new FineTuning(
              network,
              pairs.train(),
              pairs.heldOut(),
              options.recipe(),
              directory.journal(options.settings().checkpointEvery()))) {
        if (from == null) {
          tuning.begin();
        } else {
          tuning.resume(from, () -> directory.best(from.state().bestStep()));
          say.accept(
              "resuming after step %d of %d".formatted(from.state().step(), from.state().steps()));
        }
        tuning.finish(say, afterEpoch);
        if (tuning.restoreBest()) {
          say.accept(
              "kept the weights of step %d, which did best on held-out pairs"
                  .formatted(tuning.bestStep()));
        }
        return new Tuned(tuning.points(), tuning.bestStep());
      }
    }
  }

  /** Takes the weights of a checkpoint. */
  record Restored(Checkpoint checkpoint) implements TuningStage {
    @Override
    public Tuned tune(
        PreferenceNetwork network, Pairs pairs, Consumer<String> say, IntConsumer afterEpoch) {
      checkpoint.restoreAveraged(network);
      return new Tuned(checkpoint.state().points(), checkpoint.state().step());
    }
  }
}
