package dev.arena.models.network;

/**
 * How the runs of an encoder share the threads of a CPU.
 *
 * @param lanes how many runs there are at the same time; at least 1
 * @param threads of all lanes together; what is beyond one for each lane helps whoever runs
 */
public record CpuLanes(int lanes, int threads) {
  public CpuLanes {
    if (lanes < 1 || threads < lanes) {
      throw new IllegalArgumentException(
          "%d lanes on %d threads; expected at least 1, and no more than threads"
              .formatted(lanes, threads));
    }
  }

  /** A run for each thread. */
  public static CpuLanes one(int threads) {
    return new CpuLanes(threads, threads);
  }

  /** Threads of one run: its own, and the helpers that all lanes share. */
  int threadsOfRun() {
    return 1 + threads - lanes;
  }

  @Override
  public String toString() {
    String all = threads == 1 ? "1 thread" : threads + " threads";
    return lanes == threads
        ? all
        : all + (lanes == 1 ? " for one run" : " for " + lanes + " runs at a time");
  }
}
