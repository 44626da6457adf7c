package dev.arena.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import dev.arena.models.DeviceChoice;
import dev.arena.schemas.failure.UserException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens on a machine without a GPU, or with a build that supports none. */
class DevicesTest {
  @BeforeEach
  void skipWhereThereIsAGpu() {
    assumeThat(Engine.getEngine(PreferenceNetwork.ENGINE).hasCapability(StandardCapabilities.CUDA))
        .as("PyTorch can use a GPU")
        .isFalse();
  }

  @Test
  void autoIsTheCpuAndSaysWhy() {
    Devices devices = Devices.of(new DeviceChoice.Auto());
    assertThat(devices.first()).isEqualTo(Device.cpu());
    assertThat(devices.others()).isEmpty();
    assertThat(devices.sentence()).isEqualTo("on the CPU: this build has PyTorch for the CPU only");
    assertThat(devices).hasToString("cpu");
  }

  @Test
  void aRequestedGpuIsRefusedWithAdvice() {
    assertThatThrownBy(() -> Devices.of(new DeviceChoice.Cuda(List.of(1))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cuda:1 cannot be used for training: this build has PyTorch for the")
        .hasMessageContaining("docs/gpu.md")
        .hasMessageContaining("--device cpu");
  }
}
