package dev.arena.local.load;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;

/** What the system says about a process. */
final class Processes {
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
}
