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

/** What the system says about a process. */
final class Processes {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");
  private static final int KILOBYTE = 1024;

  private Processes() {}

  /**
   * Processor time so far, of all its threads, in nanoseconds.
   *
   * @throws UserException if the process has ended, or the system does not say
   */
  static long cpuNanos(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElseThrow(
            () ->
                new UserException(
                    "the processor time of process %d is not told; expected that it runs, on a system that tells, as Linux and macOS do. Try again, or measure without a broker: --skip-stream."
                        .formatted(pid)));
  }

  /** Memory that it holds now, in bytes; empty where there is no {@code /proc}. */
  static OptionalLong residentBytes(long pid) {
    OptionalLong kilobytes = status(pid, RESIDENT);
    return kilobytes.isEmpty() ? kilobytes : OptionalLong.of(KILOBYTE * kilobytes.getAsLong());
  }

  /** Its threads, those of native libraries included; empty where there is no {@code /proc}. */
  static OptionalLong threads(long pid) {
    return status(pid, THREADS);
  }

  /** Its open files and sockets; empty where there is no {@code /proc}. */
  static OptionalLong handles(long pid) {
    try (Stream<Path> handles = Files.list(proc(pid).resolve("fd"))) {
      return OptionalLong.of(handles.count());
    } catch (IOException notTold) {
      return OptionalLong.empty();
    }
  }

  /** How much the files below a folder hold; what vanishes meanwhile counts nothing. */
  static long bytesBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException vanished) {
      return 0;
    }
  }

  private static OptionalLong status(long pid, Pattern wanted) {
    try {
      Matcher found = wanted.matcher(Files.readString(proc(pid).resolve("status")));
      return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    } catch (IOException notTold) {
      return OptionalLong.empty();
    }
  }

  private static Path proc(long pid) {
    return Path.of("/proc", String.valueOf(pid));
  }
}
