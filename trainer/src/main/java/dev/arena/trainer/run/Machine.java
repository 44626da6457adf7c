package dev.arena.trainer.run;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What trained a bundle, for its provenance. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  static String cpu() {
    if (Files.isReadable(CPU_INFO)) {
      try {
        for (String line : Files.readAllLines(CPU_INFO)) {
          if (line.startsWith("model name")) {
            return line.substring(line.indexOf(':') + 1).strip();
          }
        }
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getProperty("os.arch");
  }

  static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  static String java() {
    return System.getProperty("java.version");
  }

  static String onnxRuntime() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  static String djl() {
    return Engine.getDjlVersion();
  }
}
