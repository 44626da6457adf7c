package dev.arena.trainer.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.RandomWeights;
import dev.arena.trainer.network.Sublayer;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncoderPruningTest {
  private static final BertSizes SIZES = new BertSizes(50, 16, 2, 4, 12, 32, 2, 1e-12f);

  private static final Devices CPU = Devices.CPU;

  private final Random random = new Random(5);
  private final List<Sequence> texts =
      IntStream.range(0, 60).mapToObj(i -> sequence(5 + i % 20)).toList();

  @Test
  void anEncoderThatHasEveryNeuronTwiceIsTheSameWithHalfOfThem() {
    Weights half = weights(SIZES);
    BaseEncoder pruned = EncoderPruning.prune(base(doubled(half)), texts, recipe("all", "12"), CPU);
    assertThat(pruned.weights().sizes()).isEqualTo(SIZES);
    assertSameVectors(pruned.weights(), half, 2e-3);
    assertThat(pruned.title())
        .isEqualTo("a network, pruned to 4 of 4 heads and 12 of 24 feed-forward neurons per layer");
  }

  @Test
  void theRemainingNeuronsMakeUpForThoseThatWereRemoved() {
    Weights whole = weights(SIZES);
    Weights pruned = EncoderPruning.prune(base(whole), texts, recipe("all", "6"), CPU).weights();
    assertThat(pruned.sizes().intermediate()).isEqualTo(6);
    assertThat(distance(pruned, whole))
        .isLessThan(0.5 * distance(cut(whole, Sublayer.FEED_FORWARD), whole));
  }

  @Test
  void theRemainingHeadsMakeUpForThoseThatWereRemoved() {
    Weights whole = weights(SIZES);
    Weights pruned = EncoderPruning.prune(base(whole), texts, recipe("2", "all"), CPU).weights();
    assertThat(pruned.sizes()).isEqualTo(SIZES.with(2, 12));
    assertThat(distance(pruned, whole))
        .isLessThan(0.8 * distance(cut(whole, Sublayer.ATTENTION), whole));
  }

  @Test
  void headsWithoutAnyEffectAreRemovedWithoutAnyEffect() {
    Weights whole = cut(weights(SIZES), Sublayer.ATTENTION);
    BaseEncoder pruned = EncoderPruning.prune(base(whole), texts, recipe("2", "all"), CPU);
    assertSameVectors(pruned.weights(), whole, 2e-3);
    assertThat(pruned.title())
        .isEqualTo("a network, pruned to 2 of 4 heads and 12 of 12 feed-forward neurons per layer");
  }

  @Test
  void anEncoderThatKeepsAllNeuronsIsNotChanged() {
    BaseEncoder base = base(weights(SIZES));
    assertThat(EncoderPruning.prune(base, texts, recipe("4", "all"), CPU)).isSameAs(base);
  }

  @Test
  void moreThanTheEncoderHasIsRefused() {
    BaseEncoder base = base(weights(SIZES));
    assertThatThrownBy(() -> EncoderPruning.prune(base, texts, recipe("5", "all"), CPU))
        .isInstanceOf(UsageException.class)
        .hasMessage("--heads is 5; expected at most 4, as many as each layer of tiny has.");
    assertThatThrownBy(() -> EncoderPruning.prune(base, texts, recipe("all", "13"), CPU))
        .hasMessageStartingWith("--feed-forward is 13; expected at most 12");
  }

  private Weights weights(BertSizes sizes) {
    Weights small = RandomWeights.of(sizes, random);
    Map<String, float[]> values = new LinkedHashMap<>();
    small
        .values()
        .forEach(
            (name, numbers) -> {
              float[] large = numbers.clone();
              if (!name.contains("LayerNorm")) {
                for (int i = 0; i < large.length; i++) {
                  large[i] = (float) (0.4 * random.nextGaussian());
                }
              }
              values.put(name, large);
            });
    return new Weights(sizes, values);
  }

  /** Every neuron twice, each with half of the outgoing weights. */
  private static Weights doubled(Weights half) {
    Map<String, float[]> values = new LinkedHashMap<>();
    half.values()
        .forEach(
            (name, numbers) -> {
              if (name.contains("intermediate.dense")) {
                float[] twice = new float[2 * numbers.length];
                System.arraycopy(numbers, 0, twice, 0, numbers.length);
                System.arraycopy(numbers, 0, twice, numbers.length, numbers.length);
                values.put(name, twice);
              } else if (name.endsWith("output.dense.weight") && !name.contains("attention")) {
                int width = half.sizes().intermediate();
                float[] twice = new float[2 * numbers.length];
                for (int i = 0; i < twice.length; i++) {
                  twice[i] = numbers[i / (2 * width) * width + i % width] / 2;
                }
                values.put(name, twice);
              } else {
                values.put(name, numbers);
              }
            });
    return new Weights(half.sizes().with(4, 2 * half.sizes().intermediate()), values);
  }

  /** The first half of the heads or neurons with their own weights, and without the others. */
  private static Weights cut(Weights whole, Sublayer part) {
    int width = part.inputs(whole.sizes());
    Map<String, float[]> values = new LinkedHashMap<>(whole.values());
    for (int layer = 0; layer < whole.sizes().layers(); layer++) {
      String name = BertSizes.layer(layer) + part.outgoing() + ".weight";
      float[] weights = whole.get(name).clone();
      for (int i = 0; i < weights.length; i++) {
        weights[i] = i % width < width / 2 ? weights[i] : 0;
      }
      values.put(name, weights);
    }
    return new Weights(whole.sizes(), values);
  }

  private void assertSameVectors(Weights one, Weights other, double tolerance) {
    List<float[]> found = vectors(one);
    List<float[]> expected = vectors(other);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).containsExactly(expected.get(i), within((float) tolerance));
    }
  }

  private double distance(Weights one, Weights other) {
    List<float[]> left = vectors(one);
    List<float[]> right = vectors(other);
    double sum = 0;
    for (int i = 0; i < left.size(); i++) {
      for (int j = 0; j < left.get(i).length; j++) {
        double difference = left.get(i)[j] - right.get(i)[j];
        sum += difference * difference;
      }
    }
    return Math.sqrt(sum / left.size());
  }

  private List<float[]> vectors(Weights weights) {
    try (PreferenceNetwork network = new PreferenceNetwork(weights)) {
      return network.vectors(texts, done -> {});
    }
  }

  private Sequence sequence(int length) {
    return new Sequence(
        IntStream.range(0, length).map(i -> random.nextInt(SIZES.vocabulary())).toArray(),
        length / 3);
  }

  private static BaseEncoder base(Weights weights) {
    return new BaseEncoder("tiny", "a network", "MIT", weights, new byte[0], "none");
  }

  private static Recipe recipe(String heads, String feedForward) {
    return Recipes.read("default", Map.of("heads", heads, "feed-forward", feedForward));
  }
}
