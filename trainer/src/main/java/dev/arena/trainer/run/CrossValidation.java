package dev.arena.trainer.run;

import dev.arena.models.Probabilities;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.head.Folds;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.tune.FineTuning;
import dev.arena.trainer.tune.Journal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a recipe on all votes from files with ties. The model that predicts a vote was trained,
 * and its head chosen and calibrated, without that vote and without any vote on its prompt.
 *
 * <p>If a fold would train the encoder on the same votes in the same order as the previous fold,
 * the encoder is not trained again. This is always the case when it trains on tie-free files alone.
 */
final class CrossValidation {
  private final PreferenceNetwork network;
  private final Weights start;
  private final Recipe recipe;
  private final Consumer<String> log;
  private final PairVectors vectors = new PairVectors();
  private TrainingSplit.@Nullable Pairs trained;

  /**
   * The predictions for one vote.
   *
   * @param byModel by name of the model; {@link Result#MODEL} is the recipe's own
   */
  record Predicted(EncodedVote vote, Map<String, Probabilities> byModel) {}

  /**
   * @param network the network whose weights are replaced
   * @param start the weights from which each training run starts
   */
  CrossValidation(PreferenceNetwork network, Weights start, Recipe recipe, Consumer<String> log) {
    this.network = network;
    this.start = start;
    this.recipe = recipe;
    this.log = log;
  }

  /**
   * Trains once per fold, and once on all votes if there are others to evaluate.
   *
   * @param votes the votes to train on and to evaluate
   * @param others votes that a model trained on all {@code votes} predicts, and that no model
   *     trains on; may be empty
   */
  Result run(List<EncodedVote> votes, int folds, List<EncodedVote> others) {
    List<EncodedVote> withTies = votes.stream().filter(vote -> !vote.tieFree()).toList();
    Folds parts =
        Folds.grouped(withTies.stream().map(EncodedVote::prompt).toList(), folds, recipe.seed());
    Map<EncodedVote, Predicted> predicted = new HashMap<>();
    for (int i = 0; i < parts.count(); i++) {
      int fold = i;
      List<EncodedVote> evaluated =
          IntStream.range(0, withTies.size())
              .filter(vote -> parts.of(vote) == fold)
              .mapToObj(withTies::get)
              .toList();
      log.accept(
          "fold %d of %d: evaluating on %,d votes"
              .formatted(fold + 1, parts.count(), evaluated.size()));
      Set<EncodedVote> hidden = new HashSet<>(evaluated);
      List<EncodedVote> known = votes.stream().filter(vote -> !hidden.contains(vote)).toList();
      List<EncodedVote> reserved = Stream.concat(evaluated.stream(), others.stream()).toList();
      predict(known, reserved, evaluated).forEach(p -> predicted.put(p.vote(), p));
    }
    return new Result(
        parts.count(),
        withTies.stream().map(vote -> Objects.requireNonNull(predicted.get(vote))).toList(),
        others.isEmpty() ? List.of() : predict(votes, others, others));
  }

  private List<Predicted> predict(
      List<EncodedVote> known, List<EncodedVote> reserved, List<EncodedVote> evaluated) {
    TrainingSplit split = TrainingSplit.of(known, reserved, recipe.selection(), recipe.seed());
    HeadStage heads = new HeadStage(known, split, recipe);
    train(split.pairs(known, heads.featureMargins(), recipe.distillation().voteShare()));
    vectors.add(network, heads.pairsWith(evaluated));
    HeadStage.Fitted fitted = heads.fit(vectors, network.scoringVector());
    List<Baselines.Row> withTies =
        known.stream().filter(vote -> !vote.tieFree()).map(EncodedVote::features).toList();
    Map<String, List<Probabilities>> baselines =
        Baselines.fittedTo(withTies)
            .predict(evaluated.stream().map(EncodedVote::features).toList(), false);
    List<Predicted> predicted = new ArrayList<>();
    for (int i = 0; i < evaluated.size(); i++) {
      EncodedVote vote = evaluated.get(i);
      Map<String, Probabilities> byModel = new LinkedHashMap<>();
      byModel.put(Result.MODEL, vectors.probabilities(fitted.head(), vote.pair()));
      for (Map.Entry<String, List<Probabilities>> baseline : baselines.entrySet()) {
        byModel.put(baseline.getKey(), baseline.getValue().get(i));
      }
      byModel.put(
          Baselines.FEATURES_ONLY, vectors.probabilities(fitted.featuresHead(), vote.pair()));
      predicted.add(new Predicted(vote, byModel));
    }
    return predicted;
  }

  private void train(TrainingSplit.Pairs pairs) {
    if (pairs.equals(trained)) {
      log.accept("the encoder would train on the same votes as before, so it is reused");
      return;
    }
    vectors.clear();
    network.set(start);
    try (FineTuning tuning =
        new FineTuning(network, pairs.train(), pairs.heldOut(), recipe, Journal.NONE)) {
      tuning.begin();
      tuning.finish(log, epoch -> {});
      tuning.restoreBest();
    }
    trained = pairs;
  }

  /**
   * The predictions of a cross-validation.
   *
   * @param folds how many there were
   * @param withTies predictions for each vote from a file with ties, by a model trained without it
   * @param others predictions for votes that no fold learned from; may be empty
   */
  record Result(
      int folds, List<CrossValidation.Predicted> withTies, List<CrossValidation.Predicted> others) {
    /** The name of the recipe's own model among the predictions. */
    static final String MODEL = "model";

    Result {
      withTies = List.copyOf(withTies);
      others = List.copyOf(others);
    }
  }
}
