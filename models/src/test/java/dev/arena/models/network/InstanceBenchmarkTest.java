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

class InstanceBenchmarkTest {
  private static final CpuInstances EACH = CpuInstances.one(8);
  private static final CpuInstances HALF = new CpuInstances(4, 8);

  @TempDir Path directory;

  @Test
  void noCandidateUsesMoreThreadsThanThereAreProcessors() {
    assertThat(InstanceBenchmark.candidates(1)).containsExactly(CpuInstances.one(1));
    assertThat(InstanceBenchmark.candidates(2))
        .containsExactly(CpuInstances.one(2), new CpuInstances(1, 2));
    assertThat(InstanceBenchmark.candidates(8)).containsExactly(EACH, HALF);
    assertThat(HALF.instances() + HALF.threadsOfRun() - 1).isEqualTo(8);
  }

  @Test
  void aRunOnEachProcessorIsChosenUnlessAnotherWayIsClearlyFaster() {
    assertThat(InstanceBenchmark.fastest(new long[] {1_000, 1_200})).isZero();
    assertThat(InstanceBenchmark.fastest(new long[] {1_000, 980})).isZero();
    assertThat(InstanceBenchmark.fastest(new long[] {1_000, 900})).isEqualTo(1);
  }

  @Test
  void aRunWithHelpersGivesTheSameVectorsAsOneWithout() throws OrtException {
    Path graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    List<Sequence> one = List.of(new Sequence(new int[] {2, 10, 3, 11, 3}, 3));
    try (Workers workers = new Workers(2);
        EncoderNetwork alone = EncoderNetwork.onCpu(graph, 16, CpuInstances.one(2));
        EncoderNetwork helped = EncoderNetwork.onCpu(graph, 16, new CpuInstances(1, 2))) {
      assertThat(helped.encode(one, workers).get(0))
          .containsExactly(alone.encode(one, workers).get(0), within(1e-6f));
    }
  }

  @Test
  void theMeasurementEndsSoonEvenIfEachPassIsSlow() throws OrtException {
    Path graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    long[] now = {0};
    InstanceBenchmark.Opened opened =
        InstanceBenchmark.open(
            graph, 16, 2, TinyBundle.ENCODING.maxTokens(), () -> now[0] += 300_000_000L);
    opened.network().close();
    assertThat(now[0]).isLessThanOrEqualTo(3_000_000_000L);
    assertThat(opened.instances()).isEqualTo(CpuInstances.one(2));
  }
}
