package dev.arena.models.network;

/**
 * How the runs of an encoder share the threads of a CPU.
 *
 * @param instances number of concurrent runs; at least 1
 * @param threads threads of all instances; those beyond one per instance help any run
 */
public record CpuInstances(int instances, int threads) {
  public CpuInstances {
    if (instances < 1 || threads < instances) {
      throw new IllegalArgumentException(
          "%d instances on %d threads; expected at least 1 instance, and a thread for each"
              .formatted(instances, threads));
    }
  }

  /** One run per thread. */
  public static CpuInstances one(int threads) {
    return new CpuInstances(threads, threads);
  }

  /** Threads of one run: its own, and the helpers, which all instances share. */
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
