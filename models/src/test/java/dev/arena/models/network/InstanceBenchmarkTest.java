package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.arena.models.encode.Sequence;
import dev.arena.models.testing.TinyBundle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneTrialTest {
  private static final CpuLanes EACH = CpuLanes.one(8);
  private static final CpuLanes HALF = new CpuLanes(4, 8);

  @TempDir Path directory;

  @Test
  void noCandidateUsesMoreThreadsThanThereAreProcessors() {
    assertThat(LaneTrial.candidates(1)).containsExactly(CpuLanes.one(1));
    assertThat(LaneTrial.candidates(2)).containsExactly(CpuLanes.one(2), new CpuLanes(1, 2));
    assertThat(LaneTrial.candidates(8)).containsExactly(EACH, HALF);
    assertThat(HALF.lanes() + HALF.threadsOfRun() - 1).isEqualTo(8);
  }

  @Test
  void aRunOnEachProcessorIsTakenUnlessAnotherWayIsClearlyFaster() {
    assertThat(LaneTrial.fastest(new long[] {1_000, 1_200})).isZero();
    assertThat(LaneTrial.fastest(new long[] {1_000, 980})).isZero();
    assertThat(LaneTrial.fastest(new long[] {1_000, 900})).isEqualTo(1);
  }

  @Test
  void aRunWithHelpersGivesTheVectorsOfARunWithout() throws OrtException {
    Path graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    List<Sequence> one = List.of(new Sequence(new int[] {2, 10, 3, 11, 3}, 3));
    try (Workers workers = new Workers(2);
        EncoderNetwork alone = EncoderNetwork.onCpu(graph, 16, CpuLanes.one(2));
        EncoderNetwork helped = EncoderNetwork.onCpu(graph, 16, new CpuLanes(1, 2))) {
      assertThat(helped.encode(one, workers).get(0))
          .containsExactly(alone.encode(one, workers).get(0), within(1e-6f));
    }
  }

  @Test
  void theRunsOfTheMeasurementAreNotCounted() throws OrtException {
    Path graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    try (EncoderNetwork network =
        LaneTrial.open(graph, 16, 2, TinyBundle.ENCODING.maxTokens(), System::nanoTime).network()) {
      assertThat(network.statistics().runs()).isZero();
      assertThat(network.statistics().tokens()).isZero();
    }
  }

  @Test
  void theMeasurementEndsSoonAlsoWhereEachPassIsSlow() throws OrtException {
    Path graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    long[] now = {0};
    LaneTrial.Opened opened =
        LaneTrial.open(graph, 16, 2, TinyBundle.ENCODING.maxTokens(), () -> now[0] += 300_000_000L);
    opened.network().close();
    assertThat(now[0]).isLessThanOrEqualTo(3_000_000_000L);
    assertThat(opened.lanes()).isEqualTo(CpuLanes.one(2));
  }
}
