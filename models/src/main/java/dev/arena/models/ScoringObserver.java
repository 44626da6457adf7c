package dev.arena.models;

import dev.arena.models.network.EncoderNetwork;

/**
 * Receives the duration of each scoring step when it ends, for metrics. Called by many threads,
 * which block during the call.
 */
public interface ScoringObserver extends EncoderNetwork.RunObserver {
  /** The sequences and features of a pair were computed. */
  void tokenized(long nanos);

  /** The encoder and the head ran for one batch; the time includes waiting for a free instance. */
  void inferred(long nanos);

  /** The head ran for one batch. */
  void headRan(long nanos);

  /** Ignores everything. */
  ScoringObserver NONE =
      new ScoringObserver() {
        @Override
        public void tokenized(long nanos) {}

        @Override
        public void inferred(long nanos) {}

        @Override
        public void headRan(long nanos) {}

        @Override
        public void ran(int sequences, long tokens, long padding, long nanos) {}
      };
}
