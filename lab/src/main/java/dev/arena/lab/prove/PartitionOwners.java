package dev.arena.lab.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which process wrote the last preference of each partition, and how long it takes after a process
 * was ended until a preference of another one is read on each partition that was its own. Safe for
 * use by many threads.
 *
 * <p>A partition may have moved to another process just before; then there is no gap. So the
 * slowest partition counts.
 */
final class PartitionOwners {
  private static final long NOBODY = 0;

  private final Object lock = new Object();
  // all below guarded by lock
  private final long[] ofPartition;
  private final List<Gap> open = new ArrayList<>();

  PartitionOwners(int partitions) {
    ofPartition = new long[partitions];
  }

  /** A process that was ended, and when others went on with its work. */
  final class Gap {
    private final long writer;
    private final long start;
    private final BitSet silent = new BitSet();
    // guarded by lock
    private @Nullable Duration length;

    private Gap(long writer, long start) {
      this.writer = writer;
      this.start = start;
    }

    /**
     * Time from the end of the process until all its partitions are processed again; empty until
     * then.
     */
    Optional<Duration> length() {
      synchronized (lock) {
        return Optional.ofNullable(length);
      }
    }
  }

  /** A committed preference of a process was read. */
  void wrote(int partition, long writer, long nanos) {
    synchronized (lock) {
      ofPartition[partition] = writer;
      for (Gap gap : List.copyOf(open)) {
        if (gap.writer != writer) {
          gap.silent.clear(partition);
        }
        if (gap.silent.isEmpty()) {
          gap.length = Duration.ofNanos(nanos - gap.start);
          open.remove(gap);
        }
      }
    }
  }

  /** Whether a process wrote the last preference of some partition. */
  boolean hasPartitions(long writer) {
    synchronized (lock) {
      for (long each : ofPartition) {
        if (each == writer) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * A process is being ended now.
   *
   * @return empty if it has no partition that others could take over
   */
  Optional<Gap> ended(long writer, long nanos) {
    synchronized (lock) {
      Gap gap = new Gap(writer, nanos);
      for (int partition = 0; partition < ofPartition.length; partition++) {
        if (ofPartition[partition] == writer) {
          gap.silent.set(partition);
          ofPartition[partition] = NOBODY;
        }
      }
      if (gap.silent.isEmpty()) {
        return Optional.empty();
      }
      open.add(gap);
      return Optional.of(gap);
    }
  }
}
