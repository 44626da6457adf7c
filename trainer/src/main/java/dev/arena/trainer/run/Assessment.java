package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.command.ProgressBar;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.network.PreferenceNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head that fits the network's present weights, and how both do together.
 *
 * @param fitted the head
 * @param vectors of every sequence of the votes that the encoder has not learned from
 * @param validation losses on the validation rows, if there are any
 */
record Assessment(
    HeadStage.Fitted fitted, Map<Sequence, float[]> vectors, @Nullable RowLosses validation) {

  static Assessment of(
      PreferenceNetwork network,
      HeadStage heads,
      List<EncodedVote> votes,
      LearningSplit split,
      ValidationReport.@Nullable Rows validation) {
    Set<Sequence> wanted = new LinkedHashSet<>();
    split.judged().forEach(i -> add(wanted, votes.get(i).pair()));
    split.heldOut().forEach(i -> add(wanted, votes.get(i).pair()));
    if (validation != null) {
      validation.votes().forEach(vote -> add(wanted, vote.pair()));
    }
    Map<Sequence, float[]> vectors = vectors(network, List.copyOf(wanted));
    HeadStage.Fitted fitted = heads.fit(vectors, network.direction());
    return new Assessment(
        fitted,
        vectors,
        validation == null ? null : validation.losses(predictions(fitted, vectors, validation)));
  }

  private static void add(Set<Sequence> sequences, EncodedPair pair) {
    sequences.add(pair.first());
    sequences.add(pair.second());
  }

  private static Map<Sequence, float[]> vectors(
      PreferenceNetwork network, List<Sequence> sequences) {
    Map<Sequence, float[]> vectors = new HashMap<>();
    try (ProgressBar progress = ProgressBar.onStderr("assess", "sequences", sequences.size())) {
      List<float[]> found = network.vectors(sequences, progress::update);
      for (int i = 0; i < sequences.size(); i++) {
        vectors.put(sequences.get(i), found.get(i));
      }
    }
    return vectors;
  }

  private static List<Probabilities> predictions(
      HeadStage.Fitted fitted, Map<Sequence, float[]> vectors, ValidationReport.Rows validation) {
    return validation.votes().stream()
        .map(EncodedVote::pair)
        .map(
            pair ->
                fitted
                    .head()
                    .probabilities(
                        vector(vectors, pair.first()),
                        vector(vectors, pair.second()),
                        pair.antisymmetric(),
                        pair.symmetric()))
        .map(p -> Probabilities.scaled(p[0], p[1], p[2]))
        .toList();
  }

  private static float[] vector(Map<Sequence, float[]> vectors, Sequence sequence) {
    float[] vector = vectors.get(sequence);
    if (vector == null) {
      throw new IllegalStateException("no vector for " + sequence);
    }
    return vector;
  }

  /** What a person at the screen is told. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    if (!fitted.selected().predictions().isEmpty()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "log loss out of fold %.4f on %d natural training rows (features alone %.4f)",
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
