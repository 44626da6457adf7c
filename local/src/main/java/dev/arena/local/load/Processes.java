package dev.arena.local.load;

import java.time.Duration;

/** What the system says about a process. */
final class Processes {
  private Processes() {}

  /** Processor time so far, of all its threads, in nanoseconds; 0 where the system does not say. */
  static long cpuNanos(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(0L);
  }
}
