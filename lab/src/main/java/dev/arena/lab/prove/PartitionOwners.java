package dev.arena.lab.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process that wrote the last preference of each partition, and, for each process that was
 * ended, the time until every one of its partitions has a preference from another process. Safe for
 * use by many threads.
 *
 * <p>A partition that moved to another process shortly before has no gap, so only the slowest
 * partition counts.
 */
final class PartitionOwners {
  private static final long NO_OWNER = 0;

  private final Object lock = new Object();
  // all fields below are guarded by lock
  private final long[] owners;
  private final List<Gap> open = new ArrayList<>();

  PartitionOwners(int partitions) {
    owners = new long[partitions];
  }

  /** The gap in output after a process was ended. */
  final class Gap {
    private final long process;
    private final long start;
    private final BitSet waiting = new BitSet();
    // guarded by lock
    private @Nullable Duration length;

    private Gap(long process, long start) {
      this.process = process;
      this.start = start;
    }

    /**
     * Returns the time from the end of the process until all its partitions have new preferences;
     * empty until then.
     */
    Optional<Duration> length() {
      synchronized (lock) {
        return Optional.ofNullable(length);
      }
    }
  }

  /** Notes that a committed preference of a process was read. */
  void preferenceRead(int partition, long process, long nanos) {
    synchronized (lock) {
      owners[partition] = process;
      for (Gap gap : List.copyOf(open)) {
        if (gap.process != process) {
          gap.waiting.clear(partition);
        }
        if (gap.waiting.isEmpty()) {
          gap.length = Duration.ofNanos(nanos - gap.start);
          open.remove(gap);
        }
      }
    }
  }

  /** Whether a process wrote the last preference of any partition. */
  boolean hasPartitions(long process) {
    synchronized (lock) {
      for (long each : owners) {
        if (each == process) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Notes that a process is being ended.
   *
   * @return empty if it has no partition that others could take over
   */
  Optional<Gap> processEnded(long process, long nanos) {
    synchronized (lock) {
      Gap gap = new Gap(process, nanos);
      for (int partition = 0; partition < owners.length; partition++) {
        if (owners[partition] == process) {
          gap.waiting.set(partition);
          owners[partition] = NO_OWNER;
        }
      }
      if (gap.waiting.isEmpty()) {
        return Optional.empty();
      }
      open.add(gap);
      return Optional.of(gap);
    }
  }
}
