package dev.arena.streamer.scoring;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.schemas.ConversationPair;
import java.util.List;

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
   * @param first scores until it is replaced; closed with this, like all that replace it
   */
  SwappableScorer(PreferenceScorer first) {
    this.current = new Lease(first);
  }

  /** A model, and the number of its batches in progress. */
  private static final class Lease {
    private final PreferenceScorer model;
    // guarded by lock
    private int batches;

    Lease(PreferenceScorer model) {
      this.model = model;
    }
  }

  /** Reports the durations of scoring's steps to this observer from now on, for every model. */
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
    Lease lease = begin();
    try {
      return lease.model.score(pairs);
    } finally {
      end(lease);
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
    awaitEnd(old);
    old.model.close();
  }

  @Override
  public void close() {
    get().close();
  }

  private Lease begin() {
    synchronized (lock) {
      current.batches++;
      return current;
    }
  }

  private void end(Lease lease) {
    synchronized (lock) {
      lease.batches--;
      lock.notifyAll();
    }
  }

  private void awaitEnd(Lease lease) {
    boolean interrupted = false;
    synchronized (lock) {
      while (lease.batches > 0) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
