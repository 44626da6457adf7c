package dev.arena.streamer.scoring;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.models.ScoringStatistics;
import dev.arena.schemas.ConversationPair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model that scores at present, and is replaced between two batches: the next batch is the new
 * one's, and the old one is closed when its last batch has ended. Safe for use by many threads; one
 * of them replaces.
 */
final class SwappableScorer implements AutoCloseable {
  private final Object lock = new Object();
  // guarded by lock
  private Lease current;
  // guarded by lock
  private ScoringObserver observer = ScoringObserver.NONE;
  // guarded by lock; a model that was replaced and still has batches under way
  private @Nullable Lease ending;
  // guarded by lock; what models that are closed have done
  private @Nullable ScoringStatistics past;

  /**
   * @param first scores until it is replaced; closed with this, as are all that replace it
   */
  SwappableScorer(PreferenceScorer first) {
    this.current = new Lease(first);
  }

  /** A model, and how many batches it has under way. */
  private static final class Lease {
    private final PreferenceScorer model;
    // guarded by lock
    private int batches;

    Lease(PreferenceScorer model) {
      this.model = model;
    }
  }

  /** Reports the durations of the steps of scoring from now on, for every model. */
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

  /** Scores pairs, all of them by one model, which their scores name. */
  List<Score> score(List<ConversationPair> pairs) {
    Lease lease = begin();
    try {
      return lease.model.score(pairs);
    } finally {
      end(lease);
    }
  }

  /**
   * Has another model score from the next batch on, and returns when the old one is closed. An
   * interrupt does not cut that short; it is restored afterwards.
   */
  void replaceBy(PreferenceScorer next) {
    Lease old;
    synchronized (lock) {
      old = current;
      ending = old;
      next.observe(observer);
      current = new Lease(next);
    }
    awaitEnd(old);
    old.model.close();
    synchronized (lock) {
      past = sum(past, old.model.statistics());
      ending = null;
    }
  }

  /** What all models have done together; never falls. */
  ScoringStatistics statistics() {
    synchronized (lock) {
      ScoringStatistics earlier = ending == null ? past : sum(past, ending.model.statistics());
      return sum(earlier, current.model.statistics());
    }
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

  private static ScoringStatistics sum(
      @Nullable ScoringStatistics earlier, ScoringStatistics later) {
    return earlier == null ? later : later.after(earlier);
  }
}
