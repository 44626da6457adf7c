package dev.arena.lab.bench;

import dev.arena.cli.CpuInfo;
import dev.arena.models.network.Sessions;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured on.
 *
 * @param cpu name of the processor; its architecture where the system tells no name
 * @param features what the processor has of the instructions that networks use; empty where the
 *     system does not tell
 * @param processors how many this process may use
 * @param system name, version and architecture
 * @param java version
 * @param onnxRuntime version
 * @param load processes that ran or waited over the minute before, on average; null where the
 *     system does not tell
 */
record Machine(
    String cpu,
    List<String> features,
    int processors,
    String system,
    String java,
    String onnxRuntime,
    @Nullable Double load) {

  /** As Linux spells them: of x86, then of ARM. */
  private static final List<String> OF_INTEREST =
      List.of(
          "avx2",
          "fma",
          "avx_vnni",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_int8",
          "amx_bf16",
          "asimd",
          "asimddp",
          "i8mm",
          "bf16",
          "sve");

  Machine {
    features = List.copyOf(features);
  }

  /** This one. */
  static Machine here() {
    CpuInfo cpu = CpuInfo.read();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Machine(
        cpu.name(),
        features(cpu),
        Runtime.getRuntime().availableProcessors(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        System.getProperty("java.version"),
        Sessions.version(),
        load < 0 ? null : load);
  }

  /**
   * @return those features that networks use
   */
  static List<String> features(CpuInfo cpu) {
    return OF_INTEREST.stream().filter(cpu.features()::contains).toList();
  }
}
