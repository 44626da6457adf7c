package dev.arena.models.batch;

/**
 * Settings with which a {@link MicroBatcher} keeps a device busy.
 *
 * @param pairs maximum number of pairs in a batch; at least 1
 * @param concurrency number of concurrent batches, so that one is tokenised while others run; at
 *     least 1
 */
public record BatchingPlan(int pairs, int concurrency) {
  /**
   * A CPU runs each sequence alone, so a larger batch is no faster, but all its answers come
   * together when the last one is ready. Smaller ones keep the cores less busy.
   */
  public static final int CPU_PAIRS = 8;

  /** A few fetches and polls of a reader, whatever the size of a batch. */
  private static final int MIN_IN_FLIGHT = 256;

  private static final int MOST_PAIRS = 4096;

  /** Runs that one batch should fill, so that sorting by length leaves little padding. */
  private static final int RUNS = 2;

  private static final int SEQUENCES_OF_PAIR = 2;

  public BatchingPlan {
    if (pairs < 1 || concurrency < 1) {
      throw new IllegalArgumentException(
          "batching is %d pairs, %d batches; expected at least 1 of each"
              .formatted(pairs, concurrency));
    }
  }

  /** For a CPU: a second batch fills the cores while the last runs of the first finish. */
  public static BatchingPlan onCpu() {
    return new BatchingPlan(CPU_PAIRS, 2);
  }

  /**
   * For GPUs: enough pairs for two runs of sequences of half the maximum length, and one batch per
   * device plus one that is being tokenised.
   *
   * @param devices number of GPUs
   * @param limits the limits of one run
   * @param maxTokens maximum length of one sequence
   */
  public static BatchingPlan onGpus(int devices, BatchLimits limits, int maxTokens) {
    long sequencesOfRun = Math.min(limits.maxSequences(), 2L * limits.maxTokens() / maxTokens);
    long pairs = RUNS * sequencesOfRun / SEQUENCES_OF_PAIR;
    return new BatchingPlan((int) Math.max(CPU_PAIRS, Math.min(MOST_PAIRS, pairs)), devices + 1);
  }

  /** A copy with another number of pairs. */
  public BatchingPlan withPairs(int other) {
    return new BatchingPlan(other, concurrency);
  }

  /** Pairs that should be in flight, so that a full batch is waiting when another finishes. */
  public int inFlight() {
    return Math.max(MIN_IN_FLIGHT, Math.max(4, concurrency + 2) * pairs);
  }
}
