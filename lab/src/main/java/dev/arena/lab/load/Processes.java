package dev.arena.lab.load;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the operating system reports about a process. */
final class Processes {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");
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

  /** Returns the resident memory of a process, in bytes; empty if there is no {@code /proc}. */
  static OptionalLong residentBytes(long pid) {
    OptionalLong kilobytes = status(pid, RESIDENT);
    return kilobytes.isEmpty() ? kilobytes : OptionalLong.of(KILOBYTE * kilobytes.getAsLong());
  }

  /**
   * Returns the number of threads, including those of native libraries; empty if there is no {@code
   * /proc}.
   */
  static OptionalLong threads(long pid) {
    return status(pid, THREADS);
  }

  /** Returns the number of open files and sockets; empty if there is no {@code /proc}. */
  static OptionalLong handles(long pid) {
    try (Stream<Path> handles = Files.list(proc(pid).resolve("fd"))) {
      return OptionalLong.of(handles.count());
    } catch (IOException unavailable) {
      return OptionalLong.empty();
    }
  }

  /**
   * Returns the total size of the files below a folder; files that are deleted meanwhile do not
   * count.
   */
  static long bytesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException vanished) {
      return 0;
    }
  }

  private static OptionalLong status(long pid, Pattern field) {
    try {
      Matcher found = field.matcher(Files.readString(proc(pid).resolve("status")));
      return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    } catch (IOException unavailable) {
      return OptionalLong.empty();
    }
  }

  private static Path proc(long pid) {
    return Path.of("/proc", String.valueOf(pid));
  }
}
