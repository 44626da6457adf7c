package dev.arena.trainer.export;

import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.head.FeatureScaling;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.RandomWeights;
import dev.arena.trainer.network.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random encoder, head and pairs for tests. */
final class TinyModel {
  static final int HIDDEN = 16;
  static final BertSizes SIZES = new BertSizes(400, HIDDEN, 2, 4, 32, 64, 2, 1e-12f);
  static final Weights WEIGHTS = spread(RandomWeights.of(SIZES, new Random(3)));

  private TinyModel() {}

  /** BERT's initial weights are so small that all texts look alike; these are like trained ones. */
  private static Weights spread(Weights weights) {
    weights
        .values()
        .forEach(
            (name, values) -> {
              if (name.endsWith("weight") && !name.contains("LayerNorm")) {
                for (int i = 0; i < values.length; i++) {
                  values[i] *= 15;
                }
              }
            });
    return weights;
  }

  /**
   * A head for three antisymmetric and two symmetric features.
   *
   * @param strength of its weights for the vectors
   */
  static PairHead head(double strength) {
    Random random = new Random(1);
    return new PairHead(
        random.doubles(HIDDEN, -strength, strength).toArray(),
        random.doubles(HIDDEN, -strength, strength).toArray(),
        new FeatureScaling(new double[3], new double[] {1, 0.5, 10}),
        new double[] {0.5, -1, 0.25},
        new FeatureScaling(new double[] {0.5, -1}, new double[] {2, 1}),
        new double[] {0.75, -0.5},
        -0.25);
  }

  static List<EncodedPair> pairs(int count) {
    Random random = new Random(4);
    List<EncodedPair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(
          new EncodedPair(
              sequence(random), sequence(random), numbers(random, 3), numbers(random, 2), false));
    }
    return pairs;
  }

  static Sequence sequence(Random random) {
    int length = 1 + random.nextInt(SIZES.positions());
    return new Sequence(
        random.ints(length, 0, SIZES.vocabulary()).toArray(), random.nextInt(length + 1));
  }

  static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
