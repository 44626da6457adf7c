package dev.arena.trainer.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.trainer.network.Moments;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EliminationTest {
  private static final int TOKENS = 400;

  private final Random random = new Random(3);

  @Test
  void withAllNeuronsTheWeightsAreThoseThatMadeTheTargets() {
    double[][] activations = activations(6);
    double[][] weights = {{1, -2}, {0.5, 3}, {-1, 1}, {2, 0.1}, {0.3, -0.7}, {4, 1}};
    double[] bias = {0.25, -1};
    Elimination.Kept kept =
        Elimination.keep(moments(activations, targets(activations, weights, bias)), 1, 6);
    assertThat(kept.inputs()).containsExactly(0, 1, 2, 3, 4, 5);
    for (int i = 0; i < weights.length; i++) {
      assertThat(kept.weights()[i]).containsExactly(weights[i], within(0.01));
    }
    assertThat(kept.bias()).containsExactly(bias, within(0.01));
  }

  @Test
  void aNeuronWhoseOutputOthersReproduceIsRemovedThoughItsWeightsAreLarge() {
    double[][] activations = activations(4);
    for (double[] token : activations) {
      token[2] = token[0] - token[1] + 0.5;
    }
    double[][] weights = {{0.2, 0.1}, {-0.1, 0.3}, {9, -8}, {0.4, 0.2}};
    Elimination.Kept kept =
        Elimination.keep(
            moments(activations, targets(activations, weights, new double[] {0, 0})), 1, 3);
    assertThat(kept.inputs()).hasSize(3).contains(3);
    assertThat(meanError(activations, kept, targets(activations, weights, new double[2])))
        .isLessThan(1e-3);
  }

  @Test
  void noChangeOfARemainingWeightReducesTheError() {
    double[][] activations = activations(8);
    double[][] weights = weights(8);
    double[][] targets = targets(activations, weights, new double[] {1, 2});
    Elimination.Kept kept = Elimination.keep(moments(activations, targets), 1, 3);
    assertThat(kept.inputs()).hasSize(3).isSorted();
    double least = meanError(activations, kept, targets);
    assertThat(least).isGreaterThan(0.1);
    for (double[] row : kept.weights()) {
      for (double change : new double[] {-0.05, 0.05}) {
        row[1] += change;
        assertThat(meanError(activations, kept, targets)).isGreaterThan(least);
        row[1] -= change;
      }
    }
  }

  @Test
  void aUnitIsRemovedWholeAndIsTheOneWhoseLossCostsLeast() {
    double[][] activations = activations(6);
    double[][] weights = weights(6);
    double[][] targets = targets(activations, weights, new double[2]);
    double[] errors = new double[3];
    for (int unit = 0; unit < 3; unit++) {
      errors[unit] = errorWithout(unit, activations, targets);
    }
    Elimination.Kept kept = Elimination.keep(moments(activations, targets), 2, 2);
    assertThat(kept.inputs()).hasSize(4);
    assertThat(kept.inputs()[0] % 2).isZero();
    assertThat(kept.inputs()[1]).isEqualTo(kept.inputs()[0] + 1);
    assertThat(kept.inputs()[3]).isEqualTo(kept.inputs()[2] + 1);
    assertThat(meanError(activations, kept, targets))
        .isCloseTo(Arrays.stream(errors).min().orElseThrow(), within(1e-4));
  }

  /** The error of a fit to the inputs of the other units. */
  private static double errorWithout(int unit, double[][] activations, double[][] targets) {
    double[][] others = new double[activations.length][];
    for (int t = 0; t < others.length; t++) {
      double[] token = activations[t];
      others[t] =
          IntStream.range(0, token.length)
              .filter(i -> i / 2 != unit)
              .mapToDouble(i -> token[i])
              .toArray();
    }
    Elimination.Kept fit = Elimination.keep(moments(others, targets), 1, others[0].length);
    return meanError(others, fit, targets);
  }

  private double[][] weights(int neurons) {
    double[][] weights = new double[neurons][2];
    for (double[] row : weights) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return weights;
  }

  private double[][] activations(int neurons) {
    double[][] activations = new double[TOKENS][neurons];
    for (double[] token : activations) {
      Arrays.setAll(token, j -> Math.max(0, random.nextGaussian()));
    }
    return activations;
  }

  private static double[][] targets(double[][] activations, double[][] weights, double[] bias) {
    double[][] targets = new double[activations.length][];
    for (int t = 0; t < targets.length; t++) {
      targets[t] = bias.clone();
      for (int i = 0; i < weights.length; i++) {
        for (int j = 0; j < bias.length; j++) {
          targets[t][j] += activations[t][i] * weights[i][j];
        }
      }
    }
    return targets;
  }

  private static Moments moments(double[][] activations, double[][] targets) {
    int neurons = activations[0].length;
    Moments moments =
        new Moments(
            new double[neurons + 1][neurons + 1], new double[neurons + 1][targets[0].length]);
    for (int t = 0; t < activations.length; t++) {
      double[] input = Arrays.copyOf(activations[t], neurons + 1);
      input[neurons] = 1;
      for (int i = 0; i <= neurons; i++) {
        for (int j = 0; j <= neurons; j++) {
          moments.products()[i][j] += input[i] * input[j];
        }
        for (int j = 0; j < targets[t].length; j++) {
          moments.targets()[i][j] += input[i] * targets[t][j];
        }
      }
    }
    return moments;
  }

  private static double meanError(
      double[][] activations, Elimination.Kept kept, double[][] targets) {
    double sum = 0;
    for (int t = 0; t < activations.length; t++) {
      for (int j = 0; j < targets[t].length; j++) {
        double output = kept.bias()[j];
        for (int i = 0; i < kept.inputs().length; i++) {
          output += activations[t][kept.inputs()[i]] * kept.weights()[i][j];
        }
        sum += (output - targets[t][j]) * (output - targets[t][j]);
      }
    }
    return sum / activations.length;
  }
}
