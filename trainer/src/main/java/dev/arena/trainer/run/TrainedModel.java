package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.export.Exported;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.tune.Checkpoint;
import java.util.List;

/**
 * The data from which a bundle, its card and its metrics are written.
 *
 * @param base the encoder that training started from
 * @param votes the vote files, and the votes that were trained on
 * @param split which votes trained the encoder
 * @param fitted the head
 * @param exported the graphs, which are in the directory of the future bundle
 * @param devices where it was trained
 * @param tuned how the encoder's weights were found
 */
record TrainedModel(
    BaseEncoder base,
    RunVotes votes,
    TrainingSplit split,
    HeadStage.Fitted fitted,
    Exported exported,
    Devices devices,
    Tuned tuned) {

  /**
   * How the weights were found.
   *
   * @param points held-out losses
   * @param bestStep the step whose weights the network has
   */
  record Tuned(List<Checkpoint.Point> points, int bestStep) {}

  /**
   * The baselines: those fitted to the training votes from files with ties, and the model's head
   * without the encoder.
   */
  Baselines baselines() {
    PairHead head = fitted.featuresHead();
    float[] nothing = new float[head.scoringVector().length];
    return Baselines.fittedTo(
            votes.learning().votes().stream()
                .filter(vote -> !vote.tieFree())
                .map(EncodedVote::features)
                .toList())
        .with(
            Baselines.FEATURES_ONLY,
            row -> {
              double[] p =
                  head.probabilities(nothing, nothing, row.antisymmetric(), row.symmetric());
              return Probabilities.scaled(p[0], p[1], p[2]);
            });
  }

  TrainedModel withExported(Exported other) {
    return new TrainedModel(base, votes, split, fitted, other, devices, tuned);
  }
}
