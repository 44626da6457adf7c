package dev.arena.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The most memory that a process ever held, heap and native together, as Linux counts it. */
final class PeakMemory {
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private PeakMemory() {}

  /** Of this process so far, in bytes; null where the system does not say. */
  static @Nullable Long bytes() {
    return bytes(ProcessHandle.current().pid());
  }

  /** Of another process so far. */
  static @Nullable Long bytes(long pid) {
    try {
      return bytes(Files.readString(Path.of("/proc", String.valueOf(pid), "status")));
    } catch (IOException noSuchFile) {
      return null;
    }
  }

  static @Nullable Long bytes(String status) {
    Matcher peak = PEAK.matcher(status);
    return peak.find() ? 1024 * Long.parseLong(peak.group(1)) : null;
  }
}
