package dev.arena.trainer.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamWTest {
  private static final double RATE = 0.05;
  private static final double DECAY = 0.1;

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 1", "true, 0", "false, 0"})
  void itMovesParametersAsThePublishedAlgorithmDoes(boolean decoupled, double largestNorm) {
    AdamW.Settings settings = new AdamW.Settings(RATE, DECAY, largestNorm, decoupled);
    double[] expected = {1.0, -2.0, 3.0};
    double[] mean = new double[3];
    double[] square = new double[3];
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray value = manager.create(new float[] {1, -2, 3});
      value.setRequiresGradient(true);
      try (AdamW optimiser =
          new AdamW(manager, List.of(new Trainable("weight", value, 1, true)), settings)) {
        for (int step = 1; step <= 20; step++) {
          double norm = reference(settings, expected, mean, square, step);
          recordSquares(value);
          assertThat(optimiser.step(1)).isCloseTo(norm, within(1e-4));
          assertThat(value.toFloatArray())
              .usingComparatorWithPrecision(1e-4f)
              .containsExactly((float) expected[0], (float) expected[1], (float) expected[2]);
        }
      }
    }
  }

  @Test
  void theScheduleRisesAndFallsLinearly() {
    LinearSchedule schedule = new LinearSchedule(2, 6, true);
    assertThat(schedule.at(1)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(schedule.at(2)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(schedule.at(3)).isCloseTo(4 / 5.0, within(1e-12));
    assertThat(schedule.at(6)).isCloseTo(1 / 5.0, within(1e-12));
    assertThat(schedule.at(7)).isZero();
  }

  @Test
  void aConstantScheduleStaysAtItsPeak() {
    LinearSchedule schedule = new LinearSchedule(2, 6, false);
    assertThat(schedule.at(2)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(schedule.at(3)).isEqualTo(1);
    assertThat(schedule.at(6)).isEqualTo(1);
  }

  /** Records the gradient of the sum of x squared times (1, 2, 3). */
  private static void recordSquares(NDArray value) {
    try (NDManager scope = value.getManager().newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray factors = scope.zeros(new Shape(3), DataType.FLOAT32);
      factors.addi(scope.create(new float[] {1, 2, 3}));
      NDArray loss = factors.mul(value).mul(value).sum();
      collector.backward(loss);
    }
  }

  private static double reference(
      AdamW.Settings settings, double[] x, double[] mean, double[] square, int step) {
    double[] gradient = new double[3];
    double norm = 0;
    for (int i = 0; i < 3; i++) {
      gradient[i] = 2 * (i + 1) * x[i];
      norm += gradient[i] * gradient[i];
    }
    norm = Math.sqrt(norm);
    for (int i = 0; i < 3; i++) {
      double most = settings.largestNorm();
      double g = most > 0 && norm > most ? gradient[i] * most / norm : gradient[i];
      g += settings.decoupled() ? 0 : DECAY * x[i];
      mean[i] = 0.9 * mean[i] + 0.1 * g;
      square[i] = 0.999 * square[i] + 0.001 * g * g;
      double m = mean[i] / (1 - Math.pow(0.9, step));
      double v = square[i] / (1 - Math.pow(0.999, step));
      double apart = settings.decoupled() ? DECAY * x[i] : 0;
      x[i] -= RATE * (apart + m / (Math.sqrt(v) + 1e-8));
    }
    return norm;
  }
}
