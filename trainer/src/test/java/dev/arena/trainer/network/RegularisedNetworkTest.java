package dev.arena.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.recipe.Recipes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegularisedNetworkTest {
  private static final BertSizes SIZES = new BertSizes(30, 8, 2, 2, 16, 24, 2, 1e-12f);
  private static final Weights WEIGHTS = RandomWeights.of(SIZES, new Random(3));
  private static final List<TieFreePair> PAIRS = pairs(8);

  @ParameterizedTest
  @ValueSource(strings = {"dropout", "attention-dropout"})
  void dropoutChangesTheLossAndTheSameSeedDropsTheSameValues(String key) {
    double without = loss(Map.of(), 1);
    double dropped = loss(Map.of(key, "0.5"), 1);
    assertThat(dropped).isNotCloseTo(without, within(1e-6));
    assertThat(loss(Map.of(key, "0.5"), 1)).isEqualTo(dropped);
    assertThat(loss(Map.of(key, "0.5"), 2)).isNotEqualTo(dropped);
  }

  @Test
  void nothingIsDroppedInEvaluation() {
    List<Sequence> sequences = PAIRS.stream().map(TieFreePair::winner).toList();
    try (PreferenceNetwork plain = network(Map.of());
        PreferenceNetwork dropping =
            network(Map.of("dropout", "0.5", "attention-dropout", "0.5"))) {
      assertThat(dropping.vectors(sequences, done -> {}).get(0))
          .isEqualTo(plain.vectors(sequences, done -> {}).get(0));
    }
  }

  @Test
  void labelSmoothingGivesHalfOfItsShareToTheOtherAnswer() {
    List<TieFreePair> one = PAIRS.subList(0, 1);
    try (PreferenceNetwork plain = network(Map.of());
        PreferenceNetwork smoothed = network(Map.of("label-smoothing", "0.2"))) {
      double right = plain.learn(one);
      double wrong =
          plain.learn(List.of(new TieFreePair(one.get(0).loser(), one.get(0).winner(), 0, 1, 1)));
      assertThat(smoothed.learn(one)).isCloseTo(0.9 * right + 0.1 * wrong, within(1e-5));
    }
  }

  @Test
  void frozenParametersKeepTheirBitsAndTheOthersChange() {
    String words = "embeddings.word_embeddings.weight";
    String lower = "encoder.layer.0.output.dense.weight";
    String upper = "encoder.layer.1.output.dense.weight";
    assertThat(changed("none")).contains(words, lower, upper);
    assertThat(changed("embeddings")).contains(lower, upper).doesNotContain(words);
    assertThat(changed("layers:1"))
        .contains(upper)
        .allMatch(name -> name.startsWith("encoder.layer.1."));
    assertThat(changed("layers:2")).isEmpty();
  }

  @Test
  void moreFrozenLayersThanExistAreRefused() {
    assertThatThrownBy(() -> network(Map.of("frozen", "layers:3")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--frozen is layers:3; expected at most layers:2");
  }

  @Test
  void aRunInEvaluationHoldsTheSequencesOfTheInferenceBatch() {
    List<Sequence> sequences = PAIRS.stream().map(TieFreePair::winner).toList();
    List<Long> runs = new ArrayList<>();
    try (PreferenceNetwork network = network(Map.of("inference-batch", "1"))) {
      network.vectors(sequences, runs::add);
    }
    assertThat(runs).containsExactly(2L, 4L, 6L, 8L);
  }

  private static List<String> changed(String frozen) {
    try (PreferenceNetwork network = network(Map.of("frozen", frozen));
        AdamW optimiser =
            new AdamW(
                network.manager(),
                network.trainables(1),
                new AdamW.Settings(0.01, 0.01, 1, true))) {
      network.learn(PAIRS);
      optimiser.step(1);
      Weights now = network.weights();
      return WEIGHTS.values().keySet().stream()
          .filter(name -> !Arrays.equals(now.get(name), WEIGHTS.get(name)))
          .toList();
    }
  }

  private static double loss(Map<String, String> changes, int seed) {
    try (PreferenceNetwork network = network(changes)) {
      PreferenceNetwork.seed(seed);
      return network.learn(PAIRS);
    }
  }

  private static PreferenceNetwork network(Map<String, String> changes) {
    PreferenceNetwork network = new PreferenceNetwork(WEIGHTS, Recipes.read("default", changes));
    network.setScoringVector(new float[] {1, -2, 0.5f, 3, -1, 0, 2, -0.5f});
    return network;
  }

  private static List<TieFreePair> pairs(int count) {
    Random random = new Random(5);
    List<TieFreePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(new TieFreePair(sequence(random), sequence(random), 0, 1, 1));
    }
    return pairs;
  }

  private static Sequence sequence(Random random) {
    int length = 3 + random.nextInt(15);
    return new Sequence(random.ints(length, 0, 30).toArray(), random.nextInt(length + 1));
  }
}
