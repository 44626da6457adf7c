package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.EncodedPair;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.head.Folds;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.tune.FineTuning;
import dev.arena.trainer.tune.Journal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges a recipe on all natural votes: each is predicted by a model that was trained, its head
 * chosen and calibrated, without that vote and without any vote on its prompt.
 *
 * <p>A fold whose encoder would learn from the very votes of the fold before, in their order, has
 * the same encoder, which is then not trained again: so it is where the encoder learns from
 * decisive votes alone.
 */
final class CrossValidation {
  private final PreferenceNetwork network;
  private final Weights start;
  private final Recipe recipe;
  private final Consumer<String> log;
  private final PairVectors vectors = new PairVectors();
  private TuningStage.@Nullable Pairs learned;

  /**
   * Predictions of one vote.
   *
   * @param vote that was predicted
   * @param byModel by name; {@link CrossValidated#MODEL} is the recipe's own
   */
  record Predicted(EncodedVote vote, Map<String, Probabilities> byModel) {}

  /**
   * @param network whose weights are replaced
   * @param start the weights from which each training starts
   */
  CrossValidation(PreferenceNetwork network, Weights start, Recipe recipe, Consumer<String> log) {
    this.network = network;
    this.start = start;
    this.recipe = recipe;
    this.log = log;
  }

  /**
   * Trains as often as there are folds, and once on all votes where there are others to judge.
   *
   * @param votes to learn from and to be judged on
   * @param others votes that are only predicted, by a model of all {@code votes}; may be empty
   */
  CrossValidated run(List<EncodedVote> votes, int folds, List<EncodedVote> others) {
    List<EncodedVote> natural = votes.stream().filter(vote -> !vote.decisive()).toList();
    Folds parts =
        Folds.grouped(natural.stream().map(EncodedVote::prompt).toList(), folds, recipe.seed());
    Predicted[] predicted = new Predicted[natural.size()];
    for (int fold = 0; fold < parts.count(); fold++) {
      Set<EncodedVote> judged = new LinkedHashSet<>();
      for (int i = 0; i < natural.size(); i++) {
        if (parts.of(i) == fold) {
          judged.add(natural.get(i));
        }
      }
      log.accept(
          "fold %d of %d: %,d natural votes are judged"
              .formatted(fold + 1, parts.count(), judged.size()));
      List<EncodedVote> known = votes.stream().filter(vote -> !judged.contains(vote)).toList();
      List<EncodedVote> reserved = new ArrayList<>(judged);
      reserved.addAll(others);
      Map<EncodedVote, Predicted> found = new HashMap<>();
      predict(known, reserved, List.copyOf(judged)).forEach(p -> found.put(p.vote(), p));
      for (int i = 0; i < natural.size(); i++) {
        if (parts.of(i) == fold) {
          predicted[i] = found.get(natural.get(i));
        }
      }
    }
    return new CrossValidated(
        parts.count(),
        List.of(predicted),
        others.isEmpty() ? List.of() : predict(votes, others, others));
  }

  private List<Predicted> predict(
      List<EncodedVote> known, List<EncodedVote> reserved, List<EncodedVote> judged) {
    LearningSplit split = LearningSplit.of(known, reserved, recipe.selection(), recipe.seed());
    HeadStage heads = new HeadStage(known, split, recipe.seed());
    learn(TuningStage.Pairs.of(known, split, heads.featureMargins()));
    List<EncodedPair> read = new ArrayList<>();
    split.judged().forEach(i -> read.add(known.get(i).pair()));
    split.heldOut().forEach(i -> read.add(known.get(i).pair()));
    judged.forEach(vote -> read.add(vote.pair()));
    vectors.add(network, read);
    HeadStage.Fitted fitted = heads.fit(vectors, network.direction());
    List<Baselines.Row> natural =
        known.stream().filter(vote -> !vote.decisive()).map(EncodedVote::features).toList();
    Map<String, List<Probabilities>> baselines =
        Baselines.fittedTo(natural)
            .predict(judged.stream().map(EncodedVote::features).toList(), false);
    List<Predicted> predicted = new ArrayList<>();
    for (int i = 0; i < judged.size(); i++) {
      EncodedVote vote = judged.get(i);
      Map<String, Probabilities> byModel = new LinkedHashMap<>();
      byModel.put(CrossValidated.MODEL, vectors.probabilities(fitted.head(), vote.pair()));
      for (Map.Entry<String, List<Probabilities>> baseline : baselines.entrySet()) {
        byModel.put(baseline.getKey(), baseline.getValue().get(i));
      }
      byModel.put(
          Baselines.FEATURES_ONLY, vectors.probabilities(fitted.featuresHead(), vote.pair()));
      predicted.add(new Predicted(vote, byModel));
    }
    return predicted;
  }

  private void learn(TuningStage.Pairs pairs) {
    if (pairs.equals(learned)) {
      log.accept("the encoder learns from the same votes as before: it is the same");
      return;
    }
    vectors.clear();
    network.set(start);
    try (FineTuning tuning =
        new FineTuning(network, pairs.learned(), pairs.heldOut(), recipe, Journal.NONE)) {
      tuning.begin();
      tuning.finish(log, epoch -> {});
      tuning.restoreBest();
    }
    learned = pairs;
  }
}
