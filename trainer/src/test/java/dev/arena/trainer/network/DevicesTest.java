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

/** What happens on a machine, or with a build, that has no GPU. */
class DevicesTest {
  @BeforeEach
  void skipWhereThereIsAGpu() {
    assumeThat(Engine.getEngine(PreferenceNetwork.ENGINE).hasCapability(StandardCapabilities.CUDA))
        .as("PyTorch has a GPU")
        .isFalse();
  }

  @Test
  void autoIsTheCpuAndSaysWhy() {
    Devices devices = Devices.of(new DeviceChoice.Auto());
    assertThat(devices.first()).isEqualTo(Device.cpu());
    assertThat(devices.others()).isEmpty();
    assertThat(devices.sentence()).isEqualTo("on the CPU: this build holds PyTorch for the CPU");
    assertThat(devices).hasToString("cpu");
  }

  @Test
  void aGpuThatWasAskedForIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> Devices.of(new DeviceChoice.Cuda(List.of(1))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cuda:1 cannot be trained on: this build holds PyTorch for the CPU")
        .hasMessageContaining("docs/gpu.md")
        .hasMessageContaining("--device cpu");
  }
}
