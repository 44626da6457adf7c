package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.batch.BatchLimits;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would run on a GPU; the tests do not need one. */
class DevicePlanTest {
  private static final BatchLimits LIMITS = new BatchLimits(7, 1_000);

  private static final BatchLimits IN_STEPS =
      LIMITS.withLengthMultiple(8, TinyBundle.ENCODING.maxTokens());

  @TempDir static Path folder;
  private static ModelBundle bundle;

  @BeforeAll
  static void write() {
    bundle = ModelBundle.load(TinyBundle.write(folder.resolve("tiny")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cuda:0", "cuda:0,cuda:1"})
  void int8RunsOneSequenceAtATimeOnAGpuBecauseItsScaleCoversTheRun(String device) {
    DevicePlan.CudaRuns runs = plan(device, PrecisionChoice.INT8).cudaRuns();
    assertThat(runs.entry().precision()).isEqualTo(Precision.INT8);
    assertThat(runs.limits()).isEqualTo(BatchLimits.oneByOne());
  }

  @Test
  void otherPrecisionsRunInBatchesOnAGpu() {
    DevicePlan.CudaRuns runs = plan("cuda:0", PrecisionChoice.AUTO).cudaRuns();
    assertThat(runs.entry().precision()).isEqualTo(Precision.FP32);
    assertThat(runs.limits()).isEqualTo(IN_STEPS);
  }

  @Test
  void fp16IsTheFirstChoiceOnAGpuAndTheLastOnACpu() throws IOException {
    Path directory = TinyBundle.write(folder.resolve("half"));
    Path manifest = directory.resolve("bundle.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"precision\" : \"int8\"", "\"precision\" : \"fp16\""));
    ModelBundle half = ModelBundle.load(directory);
    DevicePlan.CudaRuns runs = plan(half, "cuda:0", PrecisionChoice.AUTO).cudaRuns();
    assertThat(runs.entry().precision()).isEqualTo(Precision.FP16);
    assertThat(runs.limits()).isEqualTo(IN_STEPS);
    DevicePlan.Opened opened = plan(half, "cpu", PrecisionChoice.AUTO).open();
    opened.network().close();
    assertThat(opened.entry().precision()).isEqualTo(Precision.FP32);
  }

  private static DevicePlan plan(String device, PrecisionChoice precision) {
    return plan(bundle, device, precision);
  }

  private static DevicePlan plan(ModelBundle bundle, String device, PrecisionChoice precision) {
    return new DevicePlan(
        bundle,
        ScorerOptions.defaults()
            .withDevice(DeviceChoice.parse(device))
            .withPrecision(precision)
            .withLimits(LIMITS));
  }
}
