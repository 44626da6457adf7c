package dev.arena.models.network;

/**
 * How the runs of an encoder share the threads of a CPU.
 *
 * @param instances how many runs there are at the same time; at least 1
 * @param threads of all instances together; what is beyond one for each instance helps whoever runs
 */
public record CpuInstances(int instances, int threads) {
  public CpuInstances {
    if (instances < 1 || threads < instances) {
      throw new IllegalArgumentException(
          "%d instances on %d threads; expected at least 1, and no more than threads"
              .formatted(instances, threads));
    }
  }

  /** A run for each thread. */
  public static CpuInstances one(int threads) {
    return new CpuInstances(threads, threads);
  }

  /** Threads of one run: its own, and the helpers that all instances share. */
  int threadsOfRun() {
    return 1 + threads - instances;
  }

  @Override
  public String toString() {
    String all = threads == 1 ? "1 thread" : threads + " threads";
    return instances == threads
        ? all
        : all + (instances == 1 ? " for one run" : " for " + instances + " runs at a time");
  }
}
