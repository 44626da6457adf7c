package dev.arena.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.optimize.Trainable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreferenceNetworkTest {
  private static final BertSizes SIZES = new BertSizes(30, 8, 2, 2, 16, 24, 2, 1e-12f);
  private final PreferenceNetwork network =
      new PreferenceNetwork(RandomWeights.of(SIZES, new Random(3)));

  @AfterEach
  void close() {
    network.close();
  }

  @Test
  void aVectorDoesNotDependOnItsNeighbours() {
    List<Sequence> sequences = new ArrayList<>();
    Random random = new Random(4);
    for (int length = 1; length < 24; length += 4) {
      sequences.add(sequence(random, length));
    }
    List<float[]> together = network.vectors(sequences, done -> {});
    for (int i = 0; i < sequences.size(); i++) {
      float[] alone = network.vectors(List.of(sequences.get(i)), done -> {}).get(0);
      assertThat(together.get(i)).usingComparatorWithPrecision(1e-5f).containsExactly(alone);
    }
  }

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    List<TieFreePair> pairs = pairs(new Random(5), 4);
    network.setScoringVector(new float[] {1, -2, 0.5f, 3, -1, 0, 2, -0.5f});
    String name = "encoder.layer.1.output.dense.bias";
    network.learn(pairs);
    float[] gradient = gradient(name);
    for (int i = 0; i < 3; i++) {
      double slope = (lossWith(pairs, name, i, 0.02f) - lossWith(pairs, name, i, -0.02f)) / 0.04;
      assertThat((double) gradient[i]).isCloseTo(slope, within(0.01 + 0.05 * Math.abs(slope)));
    }
  }

  @Test
  void learningLowersTheLossAndLeavesTheEmbeddingsAlone() {
    List<TieFreePair> pairs = pairs(new Random(6), 8);
    Weights before = network.weights();
    double first = network.learn(pairs);
    double last = first;
    try (AdamW optimiser =
        new AdamW(
            network.manager(), network.trainables(10), new AdamW.Settings(0.005, 0.01, 1, true))) {
      for (int i = 0; i < 30; i++) {
        optimiser.step(1);
        last = network.learn(pairs);
      }
    }
    assertThat(first).isCloseTo(Math.log(2), within(1e-6));
    assertThat(last).isLessThan(0.6);
    String words = "embeddings.word_embeddings.weight";
    assertThat(network.weights().get(words)).isEqualTo(before.get(words));
    assertThat(network.weights().get("encoder.layer.0.output.dense.weight"))
        .isNotEqualTo(before.get("encoder.layer.0.output.dense.weight"));
  }

  @Test
  void swappingWinnerAndLoserNegatesTheMargin() {
    network.setScoringVector(new float[] {1, -2, 0.5f, 3, -1, 0, 2, -0.5f});
    TieFreePair pair = pairs(new Random(7), 1).get(0);
    double straight = network.learn(List.of(pair));
    double swapped = network.learn(List.of(new TieFreePair(pair.loser(), pair.winner(), 0, 1, 1)));
    double margin = Math.log(1 / Math.expm1(straight));
    assertThat(Math.log(1 / Math.expm1(swapped))).isCloseTo(-margin, within(1e-5));
  }

  @Test
  void aSoftLabelMixesTheLossesOfBothVotes() {
    network.setScoringVector(new float[] {1, -2, 0.5f, 3, -1, 0, 2, -0.5f});
    TieFreePair won = pairs(new Random(7), 1).get(0);
    TieFreePair lost = new TieFreePair(won.loser(), won.winner(), -won.offset(), 1, 1);
    TieFreePair soft = new TieFreePair(won.winner(), won.loser(), won.offset(), 0.7, 0.5);
    double expected =
        0.5 * (0.7 * network.learn(List.of(won)) + 0.3 * network.learn(List.of(lost)));
    assertThat(network.learn(List.of(soft))).isCloseTo(expected, within(1e-5));
  }

  @Test
  void weightsThatWereSetAreReadBack() {
    Weights other = RandomWeights.of(SIZES, new Random(9));
    network.set(other);
    other
        .values()
        .forEach((name, values) -> assertThat(network.weights().get(name)).isEqualTo(values));
  }

  @Test
  void weightsThatAreNanCanBeReplaced() {
    Weights before = network.weights();
    Map<String, float[]> broken = new LinkedHashMap<>();
    before
        .values()
        .forEach(
            (name, values) -> {
              float[] nothing = new float[values.length];
              Arrays.fill(nothing, Float.NaN);
              broken.put(name, nothing);
            });
    network.set(new Weights(SIZES, broken));
    network.setScoringVector(new float[] {Float.NaN, 1, 1, 1, 1, 1, 1, Float.POSITIVE_INFINITY});
    network.set(before);
    network.setScoringVector(new float[8]);
    before
        .values()
        .forEach((name, values) -> assertThat(network.weights().get(name)).isEqualTo(values));
    assertThat(network.scoringVector()).containsOnly(0f);
    assertThat(network.learn(pairs(new Random(2), 2))).isFinite();
  }

  @Test
  void anInterruptedThreadStopsBetweenTwoSteps() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> network.learn(pairs(new Random(1), 1)))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private float[] gradient(String name) {
    for (Trainable trainable : network.trainables(1)) {
      if (trainable.name().equals(name)) {
        try (NDArray gradient = trainable.value().getGradient()) {
          return gradient.toFloatArray();
        }
      }
    }
    throw new AssertionError("no parameter " + name);
  }

  private double lossWith(List<TieFreePair> pairs, String name, int index, float change) {
    Weights weights = network.weights();
    Map<String, float[]> changed = new LinkedHashMap<>(weights.values());
    float[] values = weights.get(name).clone();
    values[index] += change;
    changed.put(name, values);
    try (PreferenceNetwork other = new PreferenceNetwork(new Weights(SIZES, changed))) {
      other.setScoringVector(network.scoringVector());
      return other.learn(pairs);
    }
  }

  private static List<TieFreePair> pairs(Random random, int count) {
    List<TieFreePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(
          new TieFreePair(
              sequence(random, 3 + random.nextInt(15)),
              sequence(random, 3 + random.nextInt(15)),
              0,
              1,
              1));
    }
    return pairs;
  }

  private static Sequence sequence(Random random, int length) {
    return new Sequence(random.ints(length, 0, 30).toArray(), random.nextInt(length + 1));
  }
}
