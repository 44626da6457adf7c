package dev.arena.local.bench;

import dev.arena.models.network.Sessions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Pattern NAME = line("model name");
  private static final Pattern FEATURES = line("flags|Features");

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
    String cpuInfo = cpuInfo();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Machine(
        cpu(cpuInfo),
        features(cpuInfo),
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

  private static String cpuInfo() {
    try {
      return Files.readString(CPU_INFO);
    } catch (IOException notLinux) {
      return "";
    }
  }

  /**
   * @param cpuInfo the text of {@code /proc/cpuinfo}, or nothing
   */
  static String cpu(String cpuInfo) {
    Matcher name = NAME.matcher(cpuInfo);
    return name.find() ? name.group(1).strip() : System.getProperty("os.arch");
  }

  /**
   * @param cpuInfo the text of {@code /proc/cpuinfo}, or nothing
   */
  static List<String> features(String cpuInfo) {
    Matcher line = FEATURES.matcher(cpuInfo);
    List<String> found = line.find() ? Arrays.asList(line.group(1).split("\\s+")) : List.of();
    return OF_INTEREST.stream().filter(found::contains).toList();
  }

  private static Pattern line(String names) {
    return Pattern.compile("(?m)^(?:" + names + ")\\s*:(.*)$");
  }
}
