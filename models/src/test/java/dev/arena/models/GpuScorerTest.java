package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.arena.models.network.Sessions;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("gpu")
class GpuScorerTest {
  @TempDir Path directory;

  @Test
  void aGpuGivesTheSameScoresAsTheCpu() {
    assumeThat(Sessions.knowsCuda()).as("ONNX Runtime is built with CUDA (-Pgpu)").isTrue();
    Path bundle = TinyBundle.write(directory.resolve("tiny"));
    List<ConversationPair> pairs =
        IntStream.range(0, 100)
            .mapToObj(
                i -> TinyBundle.pair("" + i, "what " + i, "is ".repeat(i % 13), "answer " + i))
            .toList();
    ScorerOptions fp32 = ScorerOptions.defaults().withPrecision(PrecisionChoice.FP32);
    try (PreferenceScorer gpu =
            PreferenceScorer.open(bundle, fp32.withDevice(DeviceChoice.parse("cuda:0")));
        PreferenceScorer cpu =
            PreferenceScorer.open(bundle, fp32.withDevice(new DeviceChoice.Cpu()))) {
      List<Score> expected = cpu.score(pairs);
      List<Score> found = gpu.score(pairs);
      for (int i = 0; i < pairs.size(); i++) {
        assertThat(found.get(i).probabilities().a())
            .isCloseTo(expected.get(i).probabilities().a(), within(1e-4));
      }
    }
  }
}
