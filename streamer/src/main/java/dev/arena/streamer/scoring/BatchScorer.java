package dev.arena.streamer.scoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.operations.Meters;
import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.operations.ModelInfo;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * Scores the pairs of a stream in batches: either the model of a bundle, or a stand-in for
 * measuring or testing the pipeline around it.
 */
public interface BatchScorer extends AutoCloseable {
  /**
   * Opens the configured bundle, and watches for new ones if the configuration says so.
   *
   * @param threads creates the watching thread and those that open bundles
   * @throws dev.arena.schemas.failure.UserException if the bundle or the device cannot be used
   */
  static BatchScorer ofBundle(Configuration configuration, ThreadFactory threads) {
    return ModelScorer.open(configuration, threads);
  }

  /**
   * Scores pairs; called by as many threads at the same time as {@link #batching} allows.
   *
   * @return a score for each pair, in the same order, each naming the model that made it
   * @throws dev.arena.models.UnscorablePairException if one of them cannot be scored; the pairs are
   *     then tried one by one, and those that fail become dead letters
   * @throws dev.arena.schemas.failure.DeviceException if the device fails; the stream then stops
   */
  List<Score> score(List<ConversationPair> pairs);

  /** {@code name@version} of the current model, for log and metrics. */
  String model();

  /** Describes the loaded bundle, for its health check. */
  default String bundle() {
    return model() + " is loaded";
  }

  /** The name of the device, for log and metrics. */
  String device();

  /** Describes the current model; by default a stand-in. */
  default ModelInfo info() {
    return ModelInfo.standIn(model(), device());
  }

  /** Adds what else the scorer knows to the content of {@code /info}; by default nothing. */
  default void addTo(ObjectNode info) {}

  /**
   * Registers the scorer's own metrics; by default none.
   *
   * @param observer is told what the model does
   */
  default void show(Meters meters, ScoringObserver observer) {}

  /**
   * The size of batches, and how many are scored at the same time, for as long as the scorer is
   * open; by default the plan for a CPU.
   */
  default BatchingPlan batching() {
    return BatchingPlan.onCpu();
  }

  @Override
  void close();
}
