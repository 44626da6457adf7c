package dev.arena.models;

/**
 * Receives the duration of each scoring step when it ends, to show the distribution of these times;
 * {@link ScoringStatistics} has their sums. Called by many threads, which block during the call.
 */
public interface ScoringObserver {
  /** Sequences and features of a pair were computed. */
  void tokenized(long nanos);

  /** Encoder and head ran for one batch; the time includes waiting for a free instance. */
  void inferred(long nanos);

  /** Ignores everything. */
  ScoringObserver NONE =
      new ScoringObserver() {
        @Override
        public void tokenized(long nanos) {}

        @Override
        public void inferred(long nanos) {}
      };
}
