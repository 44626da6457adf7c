package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.encode.Sequence;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.RandomWeights;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that fine-tuning does what a recipe says. */
class RecipeEffectsTest {
  private static final BertSizes SIZES = new BertSizes(30, 8, 1, 2, 16, 24, 2, 1e-12f);
  private static final List<TieFreePair> PAIRS = pairs(44);
  private static final List<TieFreePair> REVERSED =
      PAIRS.stream().map(pair -> new TieFreePair(pair.loser(), pair.winner(), 0, 1, 1)).toList();
  private static final String OUTPUT = "encoder.layer.0.output.dense.weight";

  /** The result of fine-tuning for at most two epochs. */
  private record Result(float[] weights, List<Checkpoint.Point> points, int best, int epochs) {}

  private static float[] unchanged = new float[0];

  @BeforeAll
  static void trainWithTheDefaultRecipe() {
    unchanged = train(List.of(), Map.of()).weights();
  }

  @ParameterizedTest
  @CsvSource({
    "learning-rate, 0.02",
    "scoring-vector-rate, 5",
    "probe, 0",
    "probe-ridge, 1",
    "warm-up, 0.5",
    "schedule, constant",
    "optimiser, adam",
    "weight-decay, 0.5",
    "clip, 0.01",
    "batch, 4",
    "epochs, 1",
    "seed, 2",
    "dropout, 0.2",
    "label-smoothing, 0.2",
    "frozen, none",
    "average, 0.9"
  })
  void everyOptimisationKeyChangesTheWeights(String key, String value) {
    assertThat(train(List.of(), Map.of(key, value)).weights()).isNotEqualTo(unchanged);
  }

  @Test
  void theSameRecipeGivesTheSameWeights() {
    Map<String, String> recipe = Map.of("dropout", "0.2", "attention-dropout", "0.2");
    assertThat(train(List.of(), recipe).weights()).isEqualTo(train(List.of(), recipe).weights());
  }

  @Test
  void twoBatchesOfEightAreOneStepOfSixteen() {
    Result whole = train(List.of(), Map.of("batch", "16"));
    Result parts = train(List.of(), Map.of("batch", "8", "accumulation", "2"));
    assertThat(parts.weights())
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(whole.weights());
    assertThat(parts.best()).isEqualTo(whole.best()).isEqualTo(6);
  }

  @Test
  void theHeldOutPairsAreEvaluatedAsOftenAsTheRecipeSays() {
    assertThat(train(PAIRS, Map.of("evaluations", "2")).points()).hasSize(5);
    assertThat(train(PAIRS, Map.of("evaluations", "1")).points()).hasSize(3);
  }

  @Test
  void theBestOrTheLastWeightsAreKept() {
    assertThat(train(REVERSED, Map.of("keep", "best")).best()).isZero();
    assertThat(train(REVERSED, Map.of("keep", "last", "patience", "0")).best()).isEqualTo(6);
  }

  @Test
  void patienceDecidesWhetherAnotherEpochFollows() {
    assertThat(train(REVERSED, Map.of("patience", "3")).epochs()).isEqualTo(1);
    assertThat(train(REVERSED, Map.of("patience", "4")).epochs()).isEqualTo(2);
    assertThat(train(REVERSED, Map.of("patience", "0")).epochs()).isEqualTo(2);
    assertThat(train(PAIRS, Map.of("patience", "1")).epochs()).isEqualTo(2);
  }

  @Test
  void theAverageIsEvaluatedAndKeptAndTrainingContinuesWithoutIt() {
    Map<String, String> overrides = settings(Map.of("average", "0.9", "keep", "last"));
    Recipe recipe = Recipes.read("default", overrides);
    try (PreferenceNetwork network = network(recipe);
        FineTuning tuning = new FineTuning(network, PAIRS, PAIRS, recipe, Journal.NONE)) {
      tuning.begin();
      tuning.finish(sentence -> {}, epoch -> {});
      float[] last = network.weights().get(OUTPUT);
      float[] averaged = tuning.withAverage(() -> network.weights().get(OUTPUT));
      assertThat(network.weights().get(OUTPUT)).isEqualTo(last).isNotEqualTo(averaged);
      tuning.restoreBest();
      assertThat(network.weights().get(OUTPUT)).isEqualTo(averaged);
      assertThat(last).isEqualTo(train(PAIRS, Map.of("keep", "last")).weights());
    }
  }

  @Test
  void theAverageStartsAtTheScoringVectorOfTheProbe() {
    Recipe recipe = Recipes.read("default", settings(Map.of("average", "0.9")));
    try (PreferenceNetwork network = network(recipe);
        FineTuning tuning = new FineTuning(network, PAIRS, PAIRS, recipe, Journal.NONE)) {
      tuning.begin();
      assertThat(network.scoringVector()).isNotEqualTo(new float[network.scoringVector().length]);
      assertThat(tuning.withAverage(network::scoringVector)).isEqualTo(network.scoringVector());
    }
  }

  private static Result train(List<TieFreePair> heldOut, Map<String, String> changes) {
    Recipe recipe = Recipes.read("default", settings(changes));
    try (PreferenceNetwork network = network(recipe);
        FineTuning tuning = new FineTuning(network, PAIRS, heldOut, recipe, Journal.NONE)) {
      tuning.begin();
      int epoch = 1;
      while (tuning.epoch(epoch) && epoch < recipe.optimisation().epochs()) {
        epoch++;
      }
      tuning.restoreBest();
      return new Result(network.weights().get(OUTPUT), tuning.points(), tuning.bestStep(), epoch);
    }
  }

  private static PreferenceNetwork network(Recipe recipe) {
    return new PreferenceNetwork(RandomWeights.of(SIZES, new Random(1)), recipe);
  }

  private static Map<String, String> settings(Map<String, String> changes) {
    Map<String, String> settings =
        new HashMap<>(Map.of("epochs", "2", "batch", "16", "learning-rate", "0.01"));
    settings.putAll(changes);
    return settings;
  }

  /** The winner holds token 7; the loser does not. */
  private static List<TieFreePair> pairs(int count) {
    Random random = new Random(2);
    List<TieFreePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(
          new TieFreePair(
              new Sequence(new int[] {1, 7, 8 + random.nextInt(20)}, 1),
              new Sequence(new int[] {1, 3, 8 + random.nextInt(20)}, 1),
              0,
              1,
              1));
    }
    return pairs;
  }
}
