package dev.arena.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The peak memory of a process, heap and native memory together, as Linux reports it. */
final class PeakMemory {
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private PeakMemory() {}

  /**
   * Returns the peak memory of this process so far, in bytes; null if the system does not report
   * it.
   */
  static @Nullable Long bytes() {
    return bytes(ProcessHandle.current().pid());
  }

  /** Returns the peak memory of another process so far. */
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
