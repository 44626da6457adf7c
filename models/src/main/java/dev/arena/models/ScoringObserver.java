package dev.arena.models;

/**
 * Told how long the steps of scoring take, as they end, so that somebody can show how these times
 * are distributed; {@link ScoringStatistics} has their sums. Called by many threads, whose work
 * waits meanwhile.
 */
public interface ScoringObserver {
  /** Sequences and features of a pair were made. */
  void tokenized(long nanos);

  /** Encoder and head have run for the pairs of one batch; waiting for a free instance included. */
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
