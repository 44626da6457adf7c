package dev.arena.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.CpuInfo;
import org.junit.jupiter.api.Test;

class MachineTest {
  private static final String X86 =
      """
      processor\t: 0
      model name\t: AMD EPYC
      flags\t\t: fpu sse2 avx2 fma avx512f amx_tile avx512_vnni
      processor\t: 1
      model name\t: AMD EPYC
      flags\t\t: fpu
      """;
  private static final String ARM =
      """
      processor\t: 0
      Features\t: fp asimd asimddp i8mm
      """;

  @Test
  void nameAndFeaturesOfAnX86ProcessorAreThoseOfItsFirstCore() {
    assertThat(new CpuInfo(X86).name()).isEqualTo("AMD EPYC");
    assertThat(Machine.features(new CpuInfo(X86)))
        .containsExactly("avx2", "fma", "avx512f", "avx512_vnni", "amx_tile");
  }

  @Test
  void anArmProcessorIsNamedAfterItsArchitecture() {
    assertThat(new CpuInfo(ARM).name()).isEqualTo(System.getProperty("os.arch"));
    assertThat(Machine.features(new CpuInfo(ARM))).containsExactly("asimd", "asimddp", "i8mm");
  }

  @Test
  void aSystemThatReportsNothingHasNoFeatures() {
    assertThat(new CpuInfo("").name()).isEqualTo(System.getProperty("os.arch"));
    assertThat(Machine.features(new CpuInfo(""))).isEmpty();
  }
}
