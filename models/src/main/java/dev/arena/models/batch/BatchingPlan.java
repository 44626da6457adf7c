package dev.arena.models.batch;

/**
 * How a {@link MicroBatcher} keeps a device busy.
 *
 * @param pairs maximum pairs in a batch; at least 1
 * @param concurrency how many batches are under way at the same time, so that one is tokenised
 *     while others run; at least 1
 */
public record BatchingPlan(int pairs, int concurrency) {
  /** A CPU gains nothing by large batches: each sequence is a run of its own. */
  public static final int CPU_PAIRS = 64;

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

  /** For a CPU: a second batch fills the cores while the last runs of the first end. */
  public static BatchingPlan onCpu() {
    return new BatchingPlan(CPU_PAIRS, 2);
  }

  /**
   * For GPUs: as many pairs as fill two runs, where a sequence is half as long as it may be, and a
   * batch for each device besides the one that is tokenised.
   *
   * @param devices how many
   * @param limits of one run
   * @param maxTokens of one sequence
   */
  public static BatchingPlan onGpus(int devices, BatchLimits limits, int maxTokens) {
    long sequencesOfRun = Math.min(limits.maxSequences(), 2L * limits.maxTokens() / maxTokens);
    long pairs = RUNS * sequencesOfRun / SEQUENCES_OF_PAIR;
    return new BatchingPlan((int) Math.max(CPU_PAIRS, Math.min(MOST_PAIRS, pairs)), devices + 1);
  }

  /** The same with another number of pairs. */
  public BatchingPlan withPairs(int other) {
    return new BatchingPlan(other, concurrency);
  }

  /** How many pairs should be in flight: enough that a full batch waits when one is finished. */
  public int inFlight() {
    return Math.max(4, concurrency + 2) * pairs;
  }
}
