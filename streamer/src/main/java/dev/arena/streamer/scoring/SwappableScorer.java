package dev.arena.streamer.scoring;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.drift.DriftReport;
import dev.arena.streamer.drift.DriftWindow;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.function.Function;

/**
 * Holds the current model, which can be replaced between two batches. The next batch uses the new
 * model, and the old one is closed when its last batch has ended. Each model's pairs are counted in
 * a drift window of its own. Safe for use by many threads; only one of them may replace the model.
 */
final class SwappableScorer implements AutoCloseable {
  private final Function<ModelBundle, DriftWindow> windows;
  private final Object lock = new Object();
  // guarded by lock
  private Lease current;
  // guarded by lock
  private ScoringObserver observer = ScoringObserver.NONE;

  /**
   * @param first the model that scores until it is replaced; this closes it and its successors
   * @param windows opens the window in which the pairs of a bundle are counted
   */
  SwappableScorer(PreferenceScorer first, Function<ModelBundle, DriftWindow> windows) {
    this.windows = windows;
    this.current = lease(first);
  }

  /**
   * A model and its batches in progress.
   *
   * @param drift counts the pairs that the model scored
   * @param batches one party for each batch in progress, and one while the model is current
   */
  private record Lease(PreferenceScorer model, DriftWindow drift, Phaser batches) {}

  private Lease lease(PreferenceScorer model) {
    return new Lease(model, windows.apply(model.bundle()), new Phaser(1));
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

  /** The drift of the pairs that the current model scored. */
  DriftReport drift() {
    DriftWindow window;
    synchronized (lock) {
      window = current.drift;
    }
    return window.report();
  }

  /** Scores pairs, all with one model, which the scores name. */
  List<Score> score(List<ConversationPair> pairs) {
    Lease lease;
    synchronized (lock) {
      lease = current;
      lease.batches.register();
    }
    try {
      List<Score> scores = lease.model.score(pairs);
      lease.drift.add(scores);
      return scores;
    } finally {
      lease.batches.arriveAndDeregister();
    }
  }

  /**
   * Replaces the model from the next batch on, and returns when the old model is closed. An
   * interrupt does not shorten the wait; it is restored afterwards.
   */
  void replaceBy(PreferenceScorer next) {
    Lease replacement = lease(next);
    Lease old;
    synchronized (lock) {
      old = current;
      next.observe(observer);
      current = replacement;
    }
    old.batches.awaitAdvance(old.batches.arriveAndDeregister());
    old.model.close();
  }

  @Override
  public void close() {
    get().close();
  }
}
