package dev.arena.trainer.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.arena.trainer.safetensors.SafetensorsFile;
import dev.arena.trainer.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovingAverageTest {
  @TempDir Path folder;

  @Test
  void theAverageFollowsTheFormulaEvenAfterItWasWrittenAndRead() throws IOException {
    Path file = folder.resolve("average.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray value = manager.create(new float[] {1, -2});
      value.setRequiresGradient(true);
      List<Trainable> trainables = List.of(new Trainable("w", value, 1, true));
      try (MovingAverage average = new MovingAverage(manager, trainables, 0.3);
          MovingAverage other = new MovingAverage(manager, trainables, 0.3)) {
        double[] expected = {1, -2};
        for (int step = 1; step <= 4; step++) {
          value.addi(step);
          average.add();
          double decay = Math.min(0.3, (1.0 + step) / (10 + step));
          for (int i = 0; i < 2; i++) {
            expected[i] = decay * expected[i] + (1 - decay) * value.toFloatArray()[i];
          }
        }
        SafetensorsWriter.write(file, average.tensors(), Map.of());
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
          other.restore(read, 4);
        }
        value.addi(7);
        average.add();
        other.add();
        for (int i = 0; i < 2; i++) {
          expected[i] = 0.3 * expected[i] + 0.7 * value.toFloatArray()[i];
        }
        float[] last = value.toFloatArray();
        average.swap();
        float[] found = value.toFloatArray();
        average.swap();
        assertThat(value.toFloatArray()).isEqualTo(last);
        assertThat(found)
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly((float) expected[0], (float) expected[1]);
        other.swap();
        assertThat(value.toFloatArray()).isEqualTo(found);
      }
    }
  }
}
