package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.encode.Sequence;
import dev.arena.models.testing.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderNetworkTest {
  private static final int HIDDEN = 16;

  @TempDir static Path directory;
  private static Path graph;
  private static Workers workers;

  @BeforeAll
  static void write() {
    graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    workers = new Workers(3);
  }

  @AfterAll
  static void close() {
    workers.close();
  }

  @Test
  void aSequenceHasTheSameVectorAloneAndPaddedInABatch() throws OrtException {
    List<Sequence> sequences = sequences();
    try (EncoderNetwork alone = EncoderNetwork.onCpu(graph, HIDDEN, 3);
        EncoderNetwork batched = EncoderNetwork.onCpu(graph, HIDDEN, 2, new BatchLimits(7, 150))) {
      List<float[]> expected = alone.encode(sequences, workers);
      List<float[]> found = batched.encode(sequences, workers);
      for (int i = 0; i < sequences.size(); i++) {
        assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-5f));
      }
    }
  }

  @Test
  void vectorsComeInTheOrderOfTheSequencesAndHaveLengthOne() throws OrtException {
    try (EncoderNetwork network = EncoderNetwork.onCpu(graph, HIDDEN, 2)) {
      List<Sequence> sequences = sequences();
      List<float[]> vectors = network.encode(sequences, workers);
      for (int i = 0; i < sequences.size(); i++) {
        assertThat(vectors.get(i))
            .containsExactly(network.encode(sequences.subList(i, i + 1), workers).get(0));
        double square = 0;
        for (float value : vectors.get(i)) {
          square += value * value;
        }
        assertThat(square).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void theTypeOfATokenMatters() throws OrtException {
    try (EncoderNetwork network = EncoderNetwork.onCpu(graph, HIDDEN, 1)) {
      int[] ids = {2, 10, 3, 11, 3};
      List<float[]> vectors =
          network.encode(List.of(new Sequence(ids, 3), new Sequence(ids, 5)), workers);
      assertThat(vectors.get(0)).isNotEqualTo(vectors.get(1));
    }
  }

  @Test
  void callersThatShareFewLanesGetTheirOwnVectors() throws OrtException {
    List<Sequence> sequences = sequences();
    try (EncoderNetwork network = EncoderNetwork.onCpu(graph, HIDDEN, 2)) {
      List<float[]> expected = network.encode(sequences, workers);
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    List<float[]> found = network.encode(sequences, workers);
                    for (int j = 0; j < found.size(); j++) {
                      assertThat(found.get(j)).containsExactly(expected.get(j));
                    }
                  } catch (OrtException e) {
                    throw new IllegalStateException(e);
                  }
                }));
      }
      callers.forEach(CompletableFuture::join);
    }
  }

  private static List<Sequence> sequences() {
    Random random = new Random(5);
    List<Sequence> sequences = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int[] ids = random.ints(3 + random.nextInt(60), 0, 80).toArray();
      sequences.add(new Sequence(ids, random.nextInt(ids.length)));
    }
    sequences.add(sequences.get(4));
    return sequences;
  }
}
