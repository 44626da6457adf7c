package dev.arena.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.arena.models.network.HeadNetwork;
import dev.arena.trainer.head.PairHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadGraphTest {
  private static final PairHead HEAD = TinyModel.head(3);

  @TempDir Path folder;

  @Test
  void theExportedHeadGivesTheProbabilitiesOfTheFittedHead() throws Exception {
    List<HeadNetwork.Input> inputs = inputs();
    float[][] found = probabilities(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      HeadNetwork.Input input = inputs.get(i);
      double[] expected =
          HEAD.probabilities(
              input.first(), input.second(), input.antisymmetric(), input.symmetric());
      for (int j = 0; j < expected.length; j++) {
        assertThat((double) found[i][j]).isCloseTo(expected[j], within(1e-5));
      }
    }
  }

  @Test
  void swappingTheAnswersSwapsTheProbabilitiesExactly() throws Exception {
    List<HeadNetwork.Input> inputs = inputs();
    List<HeadNetwork.Input> swappedInputs =
        inputs.stream()
            .map(
                input ->
                    new HeadNetwork.Input(
                        input.second(),
                        input.first(),
                        negated(input.antisymmetric()),
                        input.symmetric()))
            .toList();
    float[][] straight = probabilities(inputs);
    float[][] swapped = probabilities(swappedInputs);
    for (int i = 0; i < straight.length; i++) {
      assertThat(swapped[i]).containsExactly(straight[i][1], straight[i][0], straight[i][2]);
    }
  }

  @Test
  void equalHeadsGiveEqualBytes() {
    assertThat(HeadGraph.write(TinyModel.head(3))).isEqualTo(HeadGraph.write(TinyModel.head(3)));
  }

  private float[][] probabilities(List<HeadNetwork.Input> inputs) throws IOException, OrtException {
    Path file = folder.resolve("head.onnx");
    Files.write(file, HeadGraph.write(HEAD));
    try (HeadNetwork network = HeadNetwork.open(file, TinyModel.HIDDEN, 3, 2)) {
      return network.probabilities(inputs);
    }
  }

  private static List<HeadNetwork.Input> inputs() {
    Random random = new Random(8);
    List<HeadNetwork.Input> inputs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      inputs.add(
          new HeadNetwork.Input(
              TinyModel.numbers(random, TinyModel.HIDDEN),
              TinyModel.numbers(random, TinyModel.HIDDEN),
              TinyModel.numbers(random, 3),
              TinyModel.numbers(random, 2)));
    }
    return inputs;
  }

  private static float[] negated(float[] values) {
    float[] negated = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      negated[i] = -values[i];
    }
    return negated;
  }
}
