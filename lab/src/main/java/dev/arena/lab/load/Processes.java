package dev.arena.lab.load;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the operating system reports about a process; memory includes heap and native memory. */
public final class Processes {
  private static final int KILOBYTE = 1024;

  private Processes() {}

  /**
   * Returns the processor time of all threads of a process so far, in nanoseconds.
   *
   * @throws UserException if the process has ended, or the system does not report the time
   */
  static long cpuNanos(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElseThrow(
            () ->
                new UserException(
                    "the processor time of process %d is not available; expected a running process on a system that reports it, such as Linux or macOS. Try again, or measure without a broker: --skip-stream."
                        .formatted(pid)));
  }

  /** Returns the resident memory of a process, in bytes; null if there is no {@code /proc}. */
  static @Nullable Long residentBytes(long pid) {
    return bytes(status(pid), "VmRSS");
  }

  /** Returns the peak memory of a process so far, in bytes; null if there is no {@code /proc}. */
  public static @Nullable Long peakBytes(long pid) {
    return bytes(status(pid), "VmHWM");
  }

  /**
   * Returns the number of threads, including those of native libraries; null if there is no {@code
   * /proc}.
   */
  static @Nullable Long threads(long pid) {
    return field(status(pid), "Threads", "");
  }

  /** Returns the number of open files and sockets; null if there is no {@code /proc}. */
  static @Nullable Long handles(long pid) {
    try (Stream<Path> handles = Files.list(proc(pid).resolve("fd"))) {
      return handles.count();
    } catch (IOException unavailable) {
      return null;
    }
  }

  /**
   * Returns the total size of the files below a folder; files that are deleted in the meantime do
   * not count.
   */
  static long bytesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException vanished) {
      return 0;
    }
  }

  /** Returns a field of {@code /proc/PID/status} in bytes; null if it is missing. */
  static @Nullable Long bytes(String status, String field) {
    Long kilobytes = field(status, field, " kB");
    return kilobytes == null ? null : KILOBYTE * kilobytes;
  }

  private static @Nullable Long field(String status, String field, String unit) {
    Matcher found = Pattern.compile("(?m)^" + field + ":\\s+(\\d+)" + unit + "$").matcher(status);
    return found.find() ? Long.valueOf(found.group(1)) : null;
  }

  private static String status(long pid) {
    try {
      return Files.readString(proc(pid).resolve("status"));
    } catch (IOException unavailable) {
      return "";
    }
  }

  private static Path proc(long pid) {
    return Path.of("/proc", String.valueOf(pid));
  }
}
