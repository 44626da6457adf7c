package dev.arena.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** A clock of the processor time that this process has used. */
public final class ProcessorTime {
  private ProcessorTime() {}

  /** The clock, in nanoseconds, of all threads together; thread-safe. */
  public static LongSupplier ofProcess() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system::getProcessCpuTime;
  }
}
