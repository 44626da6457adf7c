package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.bundle.BundleManifest.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoicesTest {

  @Test
  void devicesAreReadAsTheyAreWritten() {
    assertThat(DeviceChoice.parse("auto")).isEqualTo(new DeviceChoice.Auto());
    assertThat(DeviceChoice.parse("cpu")).isEqualTo(new DeviceChoice.Cpu());
    assertThat(DeviceChoice.parse("cuda:1")).isEqualTo(new DeviceChoice.Cuda(List.of(1)));
    assertThat(DeviceChoice.parse("cuda:0,cuda:3")).hasToString("cuda:0,cuda:3");
    assertThat(DeviceChoice.parse("cuda:0,3")).hasToString("cuda:0,cuda:3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "CPU", "cuda", "cuda:", "cuda:x", "cuda:0,", "cuda:0,cuda:0"})
  void otherDevicesAreRefused(String text) {
    assertThatThrownBy(() -> DeviceChoice.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device is \"%s\"; expected %s", text, DeviceChoice.EXPECTED);
  }

  @Test
  void everyPrecisionOfABundleCanBeChosen() {
    for (Precision precision : Precision.values()) {
      assertThat(PrecisionChoice.of(precision).text()).isEqualTo(precision.text());
    }
  }

  @Test
  void probabilitiesMustSumToOne() {
    assertThatThrownBy(() -> new Probabilities(0.5, 0.5, 0.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Probabilities.scaled(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Probabilities.scaled(1, 2, 1)).isEqualTo(new Probabilities(0.25, 0.5, 0.25));
  }
}
