package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.check.DataCheck;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.export.Exported;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.tune.Checkpoint;
import java.util.List;

/**
 * The data from which a bundle, its card and its metrics are written.
 *
 * @param base the network that training started from
 * @param encoding how text becomes sequences
 * @param features what the head reads beside the vectors
 * @param files the training files
 * @param check figures and warnings about them
 * @param votes the training votes in them
 * @param split which votes trained the encoder
 * @param fitted the head
 * @param exported the graphs, which lie in the directory of the bundle to be
 * @param devices where it was trained
 * @param points held-out losses during fine-tuning
 * @param bestStep the step whose weights were kept
 */
record TrainedModel(
    BaseEncoder base,
    EncodingSpec encoding,
    FeatureSpec features,
    TrainingFiles files,
    DataCheck check,
    TrainingVotes votes,
    TrainingSplit split,
    HeadStage.Fitted fitted,
    Exported exported,
    Devices devices,
    List<Checkpoint.Point> points,
    int bestStep) {

  /** The baselines fitted to the training votes from files with ties, and the model's own. */
  Baselines baselines() {
    PairHead head = fitted.featuresHead();
    float[] nothing = new float[head.scoringVector().length];
    return Baselines.fittedTo(
            votes.votes().stream()
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

  /** The same with other graphs. */
  TrainedModel withExported(Exported other) {
    return new TrainedModel(
        base, encoding, features, files, check, votes, split, fitted, other, devices, points,
        bestStep);
  }
}
