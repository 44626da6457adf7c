package dev.arena.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.encode.Sequence;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.recipe.Recipes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicasTest {
  private static final BertSizes SIZES = new BertSizes(30, 8, 2, 2, 16, 24, 2, 1e-12f);
  private static final Weights START = RandomWeights.of(SIZES, new Random(3));
  private static final float[] SCORING_VECTOR = {1, -2, 0.5f, 3, -1, 0, 2, -0.5f};

  @ParameterizedTest
  @CsvSource({"2, 8", "2, 7", "2, 1", "3, 9", "3, 8", "3, 7", "3, 2", "3, 1"})
  void severalDevicesTrainTheSameWeightsAsOne(int devices, int batch) {
    try (PreferenceNetwork one = network(1);
        PreferenceNetwork several = network(devices);
        AdamW optimiserOfOne = optimiser(one);
        AdamW optimiserOfSeveral = optimiser(several)) {
      for (int step = 1; step <= 4; step++) {
        List<TieFreePair> pairs = pairs(batch, step);
        assertThat(several.learn(pairs)).isCloseTo(one.learn(pairs), within(1e-6));
        double norm = optimiserOfOne.step(1);
        assertThat(optimiserOfSeveral.step(1)).isCloseTo(norm, within(1e-6 * norm));
      }
      assertSameWeights(several, one);
      assertThat(one.weights().get("encoder.layer.0.output.dense.weight"))
          .isNotEqualTo(START.get("encoder.layer.0.output.dense.weight"));
    }
  }

  @Test
  void weightsThatAreReplacedReachAllDevices() {
    Weights other = RandomWeights.of(SIZES, new Random(9));
    List<TieFreePair> pairs = pairs(6, 5);
    try (PreferenceNetwork one = network(1);
        PreferenceNetwork several = network(3)) {
      several.learn(pairs);
      one.set(other);
      several.set(other);
      assertThat(several.learn(pairs)).isCloseTo(one.learn(pairs), within(1e-6));
    }
  }

  @Test
  void aBatchSortedByLengthIsDealtOutEvenly() {
    List<TieFreePair> pairs = pairs(7, 1);
    assertThat(Replicas.shares(pairs, 3))
        .containsExactly(
            List.of(pairs.get(0), pairs.get(3), pairs.get(6)),
            List.of(pairs.get(1), pairs.get(4)),
            List.of(pairs.get(2), pairs.get(5)));
    assertThat(Replicas.shares(pairs.subList(0, 2), 3)).hasSize(2);
  }

  private static void assertSameWeights(PreferenceNetwork found, PreferenceNetwork expected) {
    assertThat(found.scoringVector())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(expected.scoringVector());
    Weights weights = found.weights();
    expected
        .weights()
        .values()
        .forEach(
            (name, values) ->
                assertThat(weights.get(name))
                    .as(name)
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(values));
  }

  private static PreferenceNetwork network(int devices) {
    PreferenceNetwork network =
        new PreferenceNetwork(
            START, Recipes.read(Recipes.DEFAULT, Map.of()), Devices.cpus(devices));
    network.setScoringVector(SCORING_VECTOR);
    return network;
  }

  private static AdamW optimiser(PreferenceNetwork network) {
    return new AdamW(
        network.manager(), network.trainables(10), new AdamW.Settings(3e-5, 0.01, 1, true));
  }

  private static List<TieFreePair> pairs(int count, int seed) {
    Random random = new Random(seed);
    List<TieFreePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(new TieFreePair(sequence(random), sequence(random), random.nextGaussian(), 1, 1));
    }
    return pairs;
  }

  private static Sequence sequence(Random random) {
    int length = 3 + random.nextInt(15);
    return new Sequence(random.ints(length, 0, 30).toArray(), random.nextInt(length + 1));
  }
}
