package dev.arena.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.head.FeatureScaling;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExportedGraphsTest {
  private static final BertSizes SIZES = new BertSizes(50, 16, 2, 4, 32, 40, 2, 1e-12f);
  private static final Weights WEIGHTS = spread(Weights.random(SIZES, new Random(3)));

  @Test
  void theExportedEncoderGivesTheVectorsOfTheNetwork() {
    List<Sequence> sequences = sequences(new Random(5));
    try (PreferenceNetwork network = new PreferenceNetwork(WEIGHTS);
        ExportedGraphs graphs = open(Precision.FP32)) {
      List<float[]> expected = network.vectors(sequences, done -> {});
      List<float[]> exported = graphs.vectors(sequences, done -> {});
      for (int i = 0; i < sequences.size(); i++) {
        assertThat(exported.get(i))
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(expected.get(i));
      }
    }
  }

  @Test
  void theInt8EncoderStaysCloseToFp32() {
    List<Sequence> sequences = sequences(new Random(6));
    try (ExportedGraphs exact = open(Precision.FP32);
        ExportedGraphs rounded = open(Precision.INT8)) {
      List<float[]> expected = exact.vectors(sequences, done -> {});
      List<float[]> found = rounded.vectors(sequences, done -> {});
      for (int i = 0; i < sequences.size(); i++) {
        assertThat(cosine(expected.get(i), found.get(i))).isGreaterThan(0.99);
      }
    }
  }

  @Test
  void theExportedHeadGivesTheProbabilitiesOfTheFittedHead() {
    Random random = new Random(8);
    try (ExportedGraphs graphs = open(Precision.FP32)) {
      for (int i = 0; i < 20; i++) {
        float[] first = numbers(random, 16);
        float[] second = numbers(random, 16);
        EncodedPair pair = pair(numbers(random, 3), numbers(random, 2));
        double[] expected =
            head().probabilities(first, second, pair.antisymmetric(), pair.symmetric());
        assertThat(graphs.probabilities(pair, first, second))
            .containsExactly(expected, within(1e-5));
      }
    }
  }

  @Test
  void exchangingTheAnswersExchangesTheProbabilitiesExactly() {
    Random random = new Random(9);
    try (ExportedGraphs graphs = open(Precision.FP32)) {
      for (int i = 0; i < 20; i++) {
        float[] first = numbers(random, 16);
        float[] second = numbers(random, 16);
        float[] antisymmetric = numbers(random, 3);
        float[] symmetric = numbers(random, 2);
        float[] negated = {-antisymmetric[0], -antisymmetric[1], -antisymmetric[2]};
        double[] straight = graphs.probabilities(pair(antisymmetric, symmetric), first, second);
        double[] swapped = graphs.probabilities(pair(negated, symmetric), second, first);
        assertThat(swapped).containsExactly(straight[1], straight[0], straight[2]);
      }
    }
  }

  @Test
  void equalWeightsGiveEqualBytes() {
    assertThat(EncoderGraph.write(WEIGHTS, Precision.INT8))
        .isEqualTo(EncoderGraph.write(WEIGHTS, Precision.INT8));
    assertThat(HeadGraph.write(head())).isEqualTo(HeadGraph.write(head()));
  }

  @Test
  void quantisedWeightsUseSevenBitsAndTheirWholeRange() {
    RowScales rows = RowScales.of(new float[] {0.6f, -1, 0, 3, 1.2f, 0}, 2, 63);
    assertThat(rows.numbers()).containsExactly(38, -63, 0, 63, 25, 0);
    assertThat(rows.scales()).containsExactly(1 / 63f, 3 / 63f);
  }

  private static ExportedGraphs open(Precision precision) {
    return ExportedGraphs.open(EncoderGraph.write(WEIGHTS, precision), HeadGraph.write(head()), 1);
  }

  /** BERT's initial weights are so small that everything looks alike; these are as in use. */
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

  private static PairHead head() {
    Random random = new Random(1);
    return new PairHead(
        random.doubles(16, -3, 3).toArray(),
        new FeatureScaling(new double[3], new double[] {1, 0.5, 10}),
        new double[] {0.5, -1, 0.25},
        new FeatureScaling(new double[] {0.5, -1}, new double[] {2, 1}),
        new double[] {0.75, -0.5},
        -0.25);
  }

  private static EncodedPair pair(float[] antisymmetric, float[] symmetric) {
    Sequence any = new Sequence(new int[] {1}, 0);
    return new EncodedPair(any, any, antisymmetric, symmetric, false);
  }

  private static List<Sequence> sequences(Random random) {
    List<Sequence> sequences = new ArrayList<>();
    for (int length = 1; length <= 40; length += 3) {
      sequences.add(new Sequence(random.ints(length, 0, 50).toArray(), random.nextInt(length + 1)));
    }
    return sequences;
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
    }
    return product;
  }
}
