package dev.arena.streamer.scoring;

import dev.arena.cli.config.Configuration;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.operations.GpuMemory;
import dev.arena.streamer.operations.ModelInfo;
import dev.arena.streamer.operations.ScorerMetrics;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** The model of the bundle in the configured place, whichever is there, as a stream's scorer. */
record ModelScorer(SwappableScorer current, BundleWatch watch) implements BatchScorer {
  /**
   * Opens the bundle, and looks for others from then on.
   *
   * @param threads gives the one that looks, and those that open
   * @throws dev.arena.schemas.failure.UserException if the bundle or the device cannot be used
   */
  static ModelScorer open(Configuration configuration, ThreadFactory threads) {
    SwappableScorer current = new SwappableScorer(ConfiguredScorer.open(configuration));
    BundleWatch watch =
        new BundleWatch(
            StreamerKeys.bundle(configuration),
            current,
            PreferenceScorer::openBeside,
            configuration.get(StreamerKeys.BUNDLE_OPEN_TIMEOUT),
            threads);
    configuration.get(StreamerKeys.BUNDLE_WATCH).ifPresent(watch::start);
    return new ModelScorer(current, watch);
  }

  @Override
  public List<Score> score(List<ConversationPair> pairs) {
    return current.score(pairs);
  }

  @Override
  public String model() {
    return current.get().model();
  }

  @Override
  public String bundle() {
    return watch.refuses()
        ? model() + " is loaded; the bundle in its place is refused, as the log says"
        : model() + " is loaded";
  }

  @Override
  public String device() {
    return current.get().device();
  }

  @Override
  public ModelInfo info() {
    PreferenceScorer scorer = current.get();
    return new ModelInfo(
        scorer.model(), scorer.precision().text(), scorer.device(), scorer.bundle());
  }

  @Override
  public void show(ScorerMetrics metrics) {
    metrics.scoring(current::statistics);
    metrics.bundles(watch::swapped, watch::refused);
    current.observe(metrics);
    if (current.get().onGpu()) {
      metrics.collector(GpuMemory.ofNvidiaSmi(System::nanoTime));
    }
  }

  @Override
  public BatchingPlan batching() {
    return current.get().batching();
  }

  @Override
  public void close() {
    watch.close();
    current.close();
  }
}
