package dev.arena.trainer.run;

import dev.arena.models.encode.EncodedPair;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.network.PreferenceNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head that fits the network's present weights, and how both do together.
 *
 * @param fitted the head
 * @param vectors of every sequence of the votes that the encoder has not learned from
 * @param validation losses on the validation rows, if there are any
 */
record Assessment(HeadStage.Fitted fitted, PairVectors vectors, @Nullable RowLosses validation) {

  static Assessment of(
      PreferenceNetwork network,
      HeadStage heads,
      List<EncodedVote> votes,
      TrainingSplit split,
      ValidationReport.@Nullable Rows validation) {
    List<EncodedPair> read = new ArrayList<>();
    split.calibration().forEach(i -> read.add(votes.get(i).pair()));
    split.heldOut().forEach(i -> read.add(votes.get(i).pair()));
    if (validation != null) {
      validation.votes().forEach(vote -> read.add(vote.pair()));
    }
    PairVectors vectors = new PairVectors();
    vectors.add(network, read);
    HeadStage.Fitted fitted = heads.fit(vectors, network.scoringVector());
    return new Assessment(
        fitted,
        vectors,
        validation == null
            ? null
            : validation.losses(
                validation.votes().stream()
                    .map(vote -> vectors.probabilities(fitted.head(), vote.pair()))
                    .toList()));
  }

  /** What a person at the screen is told. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    if (!fitted.selected().predictions().isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "log loss out of fold %.4f on %d calibration rows (features alone %.4f)",
              fitted.selected().meanLoss(),
              fitted.selected().losses().length,
              fitted.featuresOnly().meanLoss()));
    }
    if (validation != null) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "log loss %.4f, accuracy %.3f on the %d validation rows",
              validation.logLoss(),
              validation.accuracy(),
              validation.rows()));
    }
    return sentences;
  }
}
