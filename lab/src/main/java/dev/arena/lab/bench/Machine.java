package dev.arena.lab.bench;

import dev.arena.cli.CpuInfo;
import dev.arena.lab.report.TextLines;
import dev.arena.models.network.Sessions;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine on which a benchmark runs.
 *
 * @param cpu name of the processor; its architecture if the system does not report a name
 * @param features instruction set extensions of the processor that networks use; empty if the
 *     system does not report them
 * @param processors number of processors that this process may use
 * @param system name, version and architecture of the operating system
 * @param java version of Java
 * @param onnxRuntime version of ONNX Runtime
 * @param load mean number of processes that ran or waited during the previous minute; null if the
 *     system does not report it
 */
record Machine(
    String cpu,
    List<String> features,
    int processors,
    String system,
    String java,
    String onnxRuntime,
    @Nullable Double load) {

  /** Names as on Linux: those of x86, then those of ARM. */
  private static final List<String> RELEVANT_FEATURES =
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

  /** Returns the machine of this process. */
  static Machine current() {
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

  /** Returns the features that networks use. */
  static List<String> features(CpuInfo cpu) {
    return RELEVANT_FEATURES.stream().filter(cpu.features()::contains).toList();
  }

  /** Adds two lines about the machine. */
  void addTo(TextLines text) {
    text.add(
        "%s, %d processors (%s)",
        cpu, processors, features.isEmpty() ? "features not reported" : String.join(" ", features));
    String before = load == null ? "not reported" : TextLines.format("%.2f", load);
    text.add("%s, Java %s, ONNX Runtime %s, load before %s", system, java, onnxRuntime, before);
  }
}
