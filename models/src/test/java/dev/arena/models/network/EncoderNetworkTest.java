package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.encode.Sequence;
import dev.arena.models.testing.HungryNetwork;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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
  void anEncoderWithoutAMaskIsNeverGivenPaddedSequences() throws OrtException {
    Path unmasked = graph.resolveSibling("encoder.int8.onnx");
    List<Sequence> sequences = sequences();
    try (EncoderNetwork alone = EncoderNetwork.onCpu(unmasked, HIDDEN, 1);
        EncoderNetwork batched =
            EncoderNetwork.onCpu(unmasked, HIDDEN, 2, new BatchLimits(7, 150))) {
      List<float[]> expected = alone.encode(sequences, workers);
      List<float[]> found = batched.encode(sequences, workers);
      for (int i = 0; i < sequences.size(); i++) {
        assertThat(found.get(i)).containsExactly(expected.get(i));
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
  void callersThatShareFewInstancesGetTheirOwnVectors() throws OrtException {
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
      assertThat(CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)))
          .succeedsWithin(Eventually.TIMEOUT);
    }
  }

  @Test
  void aRunThatDoesNotFitInMemoryIsHalvedAndTheLimitIsKept() throws OrtException {
    Path hungry = HungryNetwork.write(directory.resolve("hungry.onnx"));
    List<Sequence> sequences =
        IntStream.rangeClosed(1, 16).mapToObj(i -> new Sequence(new int[] {i, i}, 2)).toList();
    try (EncoderNetwork network =
        EncoderNetwork.onCpu(hungry, HungryNetwork.HIDDEN, 1, new BatchLimits(64, 1_000))) {
      CountedRuns counted = CountedRuns.of(network);
      List<float[]> vectors = network.encode(sequences, workers);
      for (int i = 0; i < 16; i++) {
        assertThat(vectors.get(i)).containsExactly(2 * (i + 1), 2 * (i + 1));
      }
      assertThat(network.tokenBudget()).isEqualTo(8 * 2);
      assertThat(counted.runs()).isEqualTo(2);
      network.encode(sequences, workers);
      assertThat(counted.runs()).as("no failed run is retried").isEqualTo(4);
    }
  }

  @Test
  void warmingUpFindsTheLimitToo() throws OrtException {
    Path hungry = HungryNetwork.write(directory.resolve("hungry-at-start.onnx"));
    try (EncoderNetwork network =
        EncoderNetwork.onCpu(hungry, HungryNetwork.HIDDEN, 2, new BatchLimits(16, 32))) {
      network.warmUp(new Sequence(new int[] {1, 2, 3, 4}, 2), workers);
      assertThat(network.tokenBudget()).isEqualTo(8);
    }
  }

  @Test
  void aFailureForAnotherReasonIsNotRetried() throws OrtException {
    int[] unknown = {1_000_000};
    try (EncoderNetwork network =
        EncoderNetwork.onCpu(graph, HIDDEN, 1, new BatchLimits(64, 1_000))) {
      assertThatThrownBy(
              () ->
                  network.encode(
                      List.of(new Sequence(unknown, 0), new Sequence(unknown, 1)), workers))
          .isInstanceOf(OrtException.class);
      assertThat(network.tokenBudget()).isEqualTo(1_000);
    }
  }

  @Test
  void roundedLengthsChangeNoVectorAndCountAsPadding() throws OrtException {
    List<Sequence> sequences = sequences();
    BatchLimits inSteps = new BatchLimits(7, 300).withLengthMultiple(8, TinyBundle.POSITIONS);
    try (EncoderNetwork alone = EncoderNetwork.onCpu(graph, HIDDEN, 1);
        EncoderNetwork batched = EncoderNetwork.onCpu(graph, HIDDEN, 2, inSteps)) {
      CountedRuns ofAlone = CountedRuns.of(alone);
      CountedRuns ofBatched = CountedRuns.of(batched);
      List<float[]> expected = alone.encode(sequences, workers);
      List<float[]> found = batched.encode(sequences, workers);
      for (int i = 0; i < sequences.size(); i++) {
        assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-5f));
      }
      assertThat(ofBatched.sequences()).isEqualTo(ofAlone.sequences());
      assertThat(ofBatched.tokens()).isEqualTo(ofAlone.tokens());
      assertThat(ofBatched.padding()).isPositive();
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
