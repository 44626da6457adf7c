package dev.arena.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.models.network.GpuProvider;
import dev.arena.schemas.failure.UsageException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModelSettingsTest {
  @Test
  void withoutKeysOnnxRuntimeChoosesTheOptionsOfItsCudaProvider() {
    assertThat(ModelSettings.of(configuration()).provider()).isEqualTo(GpuProvider.plainCuda());
  }

  @Test
  void optionsOfProvidersArePassedOnUnderTheirOwnNames() {
    GpuProvider provider =
        ModelSettings.of(
                configuration(
                    "arena.ort.provider=tensorrt",
                    "arena.ort.cuda.gpu_mem_limit=1000",
                    "arena.ort.tensorrt.trt_fp16_enable=1"))
            .provider();
    assertThat(provider)
        .isEqualTo(
            new GpuProvider(
                GpuProvider.Kind.TENSORRT,
                Map.of("gpu_mem_limit", "1000"),
                Map.of("trt_fp16_enable", "1")));
    assertThat(provider.options())
        .isEqualTo("arena.ort.cuda.gpu_mem_limit=1000, arena.ort.tensorrt.trt_fp16_enable=1");
  }

  @Test
  void anEnvironmentVariableNamesAnOptionToo() {
    Configuration configuration =
        StreamerKeys.table()
            .resolve(
                ConfigSources.none()
                    .withEnvironment(Map.of("ARENA_ORT_CUDA_GPU_MEM_LIMIT", "1000")));
    assertThat(configuration.warnings()).isEmpty();
    assertThat(ModelSettings.of(configuration).provider().cuda())
        .containsEntry("gpu_mem_limit", "1000");
  }

  @Test
  void optionsOfTensorRtWithoutTensorRtAreAMistake() {
    assertThatThrownBy(
            () -> ModelSettings.of(configuration("arena.ort.tensorrt.trt_fp16_enable=1")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("arena.ort.tensorrt.trt_fp16_enable=1")
        .hasMessageContaining("arena.ort.provider=tensorrt");
  }

  private static Configuration configuration(String... assignments) {
    return StreamerKeys.table().resolve(ConfigSources.none().withAssignments(List.of(assignments)));
  }
}
