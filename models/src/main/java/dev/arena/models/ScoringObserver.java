package dev.arena.models;

import dev.arena.models.network.EncoderNetwork;

/**
 * An observer that receives the duration of each scoring step when it ends, for metrics. It is
 * called by many threads, which block during the call.
 */
@FunctionalInterface
public interface ScoringObserver extends EncoderNetwork.RunObserver {
  /** An observer that ignores everything. */
  ScoringObserver NONE = (sequences, tokens, padding, nanos) -> {};

  /** The sequences, features and facts of a pair were computed. */
  default void tokenized(long nanos) {}

  /** The encoder and the head ran for one batch; the time includes waiting for a free instance. */
  default void inferred(long nanos) {}

  /** The head ran for one batch. */
  default void headRan(long nanos) {}
}
