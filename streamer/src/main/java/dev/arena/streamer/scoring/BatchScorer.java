package dev.arena.streamer.scoring;

import dev.arena.cli.config.Configuration;
import dev.arena.models.Score;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.operations.ModelInfo;
import dev.arena.streamer.operations.ScorerMetrics;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * What scores the pairs of a stream, batch by batch: the model of a bundle, or a stand-in where the
 * pipeline around it is measured or tested.
 */
public interface BatchScorer extends AutoCloseable {
  /**
   * Opens the bundle in the configured place, and looks for another one there from then on, if the
   * configuration says so.
   *
   * @param threads gives the one that looks, and those that open
   * @throws dev.arena.schemas.failure.UserException if the bundle or the device cannot be used
   */
  static BatchScorer ofBundle(Configuration configuration, ThreadFactory threads) {
    return ModelScorer.open(configuration, threads);
  }

  /**
   * Scores pairs; called by as many threads at the same time as {@link #batching} says.
   *
   * @return a score for each pair, in their order, each with the name of the model that made it
   * @throws dev.arena.models.UnscorablePairException if one of them cannot be scored; they are
   *     tried one by one then, and those that cannot become dead letters
   * @throws dev.arena.schemas.failure.DeviceException if it cannot continue; the stream stops then
   */
  List<Score> score(List<ConversationPair> pairs);

  /** {@code name@version} of the model that scores at present, for log and metrics. */
  String model();

  /** Says what is loaded, for the check of the bundle. */
  default String bundle() {
    return model() + " is loaded";
  }

  /** Says on what it runs, for log and metrics. */
  String device();

  /** What scores at present; a stand-in unless it says otherwise. */
  default ModelInfo info() {
    return ModelInfo.standIn(model(), device());
  }

  /** Shows what it counts itself; nothing unless it says otherwise. */
  default void show(ScorerMetrics metrics) {}

  /**
   * The size of its batches and how many it scores at the same time, while it is open; a CPU's by
   * default.
   */
  default BatchingPlan batching() {
    return BatchingPlan.onCpu();
  }

  @Override
  void close();
}
