package dev.arena.streamer.scoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.operations.Meters;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.ScoringObserver;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.config.ModelSettings;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.drift.DriftMetrics;
import dev.arena.streamer.drift.DriftReferences;
import dev.arena.streamer.drift.DriftWindow;
import dev.arena.streamer.operations.GpuMemory;
import dev.arena.streamer.operations.Metric;
import dev.arena.streamer.operations.ModelInfo;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/** Scores a stream's pairs with the model of the configured bundle. */
record ModelScorer(SwappableScorer current, BundleWatch watch) implements BatchScorer {
  /**
   * Opens the bundle, and then watches for new ones.
   *
   * @param threads creates the watching thread and those that open bundles
   * @throws dev.arena.schemas.failure.UserException if the bundle or the device cannot be used
   */
  static ModelScorer open(Configuration configuration, ThreadFactory threads) {
    Function<ModelBundle, DriftWindow> windows =
        DriftReferences.of(configuration.get(StreamerKeys.DRIFT_REFERENCE), System::nanoTime);
    SwappableScorer current =
        new SwappableScorer(
            PreferenceScorer.open(
                StreamerKeys.bundle(configuration), ModelSettings.of(configuration)),
            windows);
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
        ? model() + " is loaded; the bundle now in its folder is refused (see the log)"
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
  public void addTo(ObjectNode info) {
    current.drift().addTo(info);
  }

  @Override
  public void show(Meters meters, ScoringObserver observer) {
    meters.gauge(Metric.RUN_TOKEN_BUDGET, () -> current.get().tokenBudget());
    meters.counter(Metric.BUNDLE_LOADS, watch::swapped, "swapped");
    meters.counter(Metric.BUNDLE_LOADS, watch::refused, "refused");
    meters.collector(new DriftMetrics(current::drift));
    current.observe(observer);
    if (current.get().onGpu()) {
      meters.collector(GpuMemory.ofNvidiaSmi());
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
