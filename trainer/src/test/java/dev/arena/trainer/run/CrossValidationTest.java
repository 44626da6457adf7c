package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.RandomWeights;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
  private static final FeatureSpec FEATURES = FeatureSpec.all();
  private static final Weights START =
      RandomWeights.of(new BertSizes(50, 16, 1, 2, 32, 16, 2, 1e-12f), new Random(1));
  private final List<String> said = new ArrayList<>();

  @Test
  void everyVoteFromAFileWithTiesIsPredictedOnceInItsPlace() {
    List<EncodedVote> votes = votes(30, 40, 2);
    CrossValidation.Result result = validate(votes, List.of());
    assertThat(result.withTies())
        .extracting(CrossValidation.Predicted::vote)
        .containsExactlyElementsOf(votes.subList(0, 30));
    assertThat(result.withTies().get(0).byModel())
        .containsOnlyKeys(
            CrossValidation.Result.MODEL,
            Baselines.PRIOR,
            "length",
            Baselines.LENGTH_STYLE,
            Baselines.FEATURES_ONLY);
    assertThat(FoldFigures.of(result, "tiny").lines().get(0))
        .contains("30 votes in files with ties, out of fold: log loss");
  }

  /** The texts of the votes differ, and their features reveal the outcomes. */
  @Test
  void aVoteIsNotPredictedByAModelThatSawIt() {
    List<EncodedVote> honest = votes(45, 40, 2);
    List<EncodedVote> lying = new ArrayList<>(honest);
    EncodedVote vote = honest.get(7);
    Outcome other =
        vote.outcome() == Outcome.WINNER_MODEL_A ? Outcome.WINNER_MODEL_B : Outcome.WINNER_MODEL_A;
    lying.set(7, new EncodedVote(vote.pair(), other, false));
    assertThat(validate(lying, List.of()).withTies().get(7).byModel())
        .isEqualTo(validate(honest, List.of()).withTies().get(7).byModel());
    assertThat(validate(lying, List.of()).withTies().get(8).byModel())
        .isNotEqualTo(validate(honest, List.of()).withTies().get(8).byModel());
  }

  @Test
  void votesOnOnePromptArePredictedByTheSameModel() {
    List<EncodedVote> votes = votes(30, 40, 2);
    EncodedVote first = votes.get(0);
    int[] ids = first.pair().first().ids().clone();
    ids[ids.length - 1] = 3;
    Sequence twin = new Sequence(ids, first.pair().first().secondSegment());
    votes.set(
        29,
        new EncodedVote(
            new EncodedPair(
                twin,
                first.pair().second(),
                first.pair().antisymmetric(),
                first.pair().symmetric(),
                false),
            Outcome.WINNER_MODEL_A,
            false));
    Map<String, Probabilities> one = validate(votes, List.of()).withTies().get(29).byModel();
    votes.set(0, new EncodedVote(first.pair(), Outcome.WINNER_TIE, false));
    assertThat(validate(votes, List.of()).withTies().get(29).byModel()).isEqualTo(one);
  }

  @Test
  void anEncoderIsReusedWhenItWouldTrainOnTheSameVotes() {
    validate(votes(30, 40, 2), List.of());
    assertThat(said).filteredOn(line -> line.contains("so it is reused")).hasSize(2);
  }

  @Test
  void whenVotesWithTiesTrainTheEncoderEachFoldHasItsOwn() {
    validate(votes(30, 0, 2), List.of());
    assertThat(said).noneMatch(line -> line.contains("so it is reused"));
  }

  @Test
  void aTieFreeValidationFileIsEvaluatedTwoWay() {
    List<EncodedVote> all = votes(30, 100, 2);
    CrossValidation.Result result = validate(all.subList(0, 70), all.subList(70, 130));
    assertThat(result.others()).hasSize(60);
    FoldFigures figures = FoldFigures.of(result, "tiny");
    assertThat(figures.lines()).anyMatch(line -> line.contains("60 other votes, A against B"));
    assertThat(figures.toMap()).containsKeys("with_ties", "others");
  }

  private CrossValidation.Result validate(List<EncodedVote> votes, List<EncodedVote> others) {
    Recipe recipe = Recipes.read(Recipes.DEFAULT, Map.of("epochs", "1", "batch", "8"));
    try (PreferenceNetwork network = new PreferenceNetwork(START)) {
      return new CrossValidation(network, START, recipe, said::add).run(votes, 3, others);
    }
  }

  private static List<EncodedVote> votes(int withTies, int tieFree, int seed) {
    Random random = new Random(seed);
    List<EncodedVote> votes = new ArrayList<>();
    for (int i = 0; i < withTies + tieFree; i++) {
      boolean tie = i < withTies && i % 3 == 0;
      boolean a = random.nextBoolean();
      float[] antisymmetric = new float[FEATURES.antisymmetric().size()];
      float[] symmetric = new float[FEATURES.symmetric().size()];
      Arrays.fill(antisymmetric, (a ? 1 : -1) * random.nextFloat());
      Arrays.fill(symmetric, random.nextFloat() + (tie ? 1 : 0));
      votes.add(
          new EncodedVote(
              new EncodedPair(sequence(random), sequence(random), antisymmetric, symmetric, false),
              tie ? Outcome.WINNER_TIE : a ? Outcome.WINNER_MODEL_A : Outcome.WINNER_MODEL_B,
              i >= withTies));
    }
    return votes;
  }

  private static Sequence sequence(Random random) {
    return new Sequence(random.ints(8, 0, 50).toArray(), 4);
  }
}
