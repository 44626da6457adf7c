package dev.arena.streamer;

import dev.arena.models.Score;
import dev.arena.models.batch.Batching;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.operations.ModelInfo;
import dev.arena.streamer.operations.ScorerMetrics;
import java.util.List;

/**
 * What scores the pairs of a stream, batch by batch: the model of a bundle, or a stand-in where the
 * pipeline around it is measured or tested.
 */
public interface BatchScorer extends AutoCloseable {
  /**
   * Scores pairs; called by as many threads at the same time as {@link #batching} says.
   *
   * @return a score for each pair, in their order, each with the name of the model that made it
   * @throws dev.arena.models.UnscorablePairException if one of them cannot be scored; they are
   *     tried one by one then, and those that cannot become dead letters
   * @throws dev.arena.models.DeviceException if it can go on no longer; the stream stops then
   */
  List<Score> score(List<ConversationPair> pairs);

  /** {@code name@version} of the model that scores at present, for log and metrics. */
  String model();

  /** Says on what it runs, for log and metrics. */
  String device();

  /** What scores at present; a stand-in unless it says otherwise. */
  default ModelInfo info() {
    return ModelInfo.standIn(model(), device());
  }

  /** Shows what it counts itself; nothing unless it says otherwise. */
  default void show(ScorerMetrics metrics) {}

  /**
   * How large its batches are, and how many it takes at the same time, for as long as it is open; a
   * CPU's by default.
   */
  default Batching batching() {
    return Batching.onCpu();
  }

  @Override
  void close();
}
