package dev.arena.streamer.scoring;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.schemas.ConversationPair;
import java.util.List;
import java.util.concurrent.Phaser;

/**
 * Holds the current model, which can be replaced between two batches. The next batch uses the new
 * model, and the old one is closed when its last batch has ended. Safe for use by many threads;
 * only one of them may replace the model.
 */
final class SwappableScorer implements AutoCloseable {
  private final Object lock = new Object();
  // guarded by lock
  private Lease current;
  // guarded by lock
  private ScoringObserver observer = ScoringObserver.NONE;

  /**
   * @param first the model that scores until it is replaced; this closes it and its successors
   */
  SwappableScorer(PreferenceScorer first) {
    this.current = new Lease(first);
  }

  /**
   * A model and its batches in progress.
   *
   * @param batches one party for each batch in progress, and one while the model is current
   */
  private record Lease(PreferenceScorer model, Phaser batches) {
    Lease(PreferenceScorer model) {
      this(model, new Phaser(1));
    }
  }

  /** Reports the durations of the scoring steps to this observer from now on, for every model. */
  void observe(ScoringObserver by) {
    synchronized (lock) {
      observer = by;
      current.model.observe(by);
    }
  }

  /** The model that scores the next batch. */
  PreferenceScorer get() {
    synchronized (lock) {
      return current.model;
    }
  }

  /** Scores pairs, all with one model, which the scores name. */
  List<Score> score(List<ConversationPair> pairs) {
    Lease lease;
    synchronized (lock) {
      lease = current;
      lease.batches.register();
    }
    try {
      return lease.model.score(pairs);
    } finally {
      lease.batches.arriveAndDeregister();
    }
  }

  /**
   * Replaces the model from the next batch on, and returns when the old model is closed. An
   * interrupt does not shorten the wait; it is restored afterwards.
   */
  void replaceBy(PreferenceScorer next) {
    Lease old;
    synchronized (lock) {
      old = current;
      next.observe(observer);
      current = new Lease(next);
    }
    old.batches.awaitAdvance(old.batches.arriveAndDeregister());
    old.model.close();
  }

  @Override
  public void close() {
    get().close();
  }
}
