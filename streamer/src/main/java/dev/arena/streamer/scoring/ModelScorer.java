package dev.arena.streamer.scoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.operations.Meters;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.ScorerOptions;
import dev.arena.models.ScoringObserver;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.network.GpuProvider;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UsageException;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.drift.DriftMetrics;
import dev.arena.streamer.drift.DriftReferences;
import dev.arena.streamer.drift.DriftWindow;
import dev.arena.streamer.operations.GpuMemory;
import dev.arena.streamer.operations.Metric;
import dev.arena.streamer.operations.ModelInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    SwappableScorer current = new SwappableScorer(opened(configuration), windows);
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

  /**
   * Opens a scorer as the configuration says; the caller closes it.
   *
   * @throws dev.arena.schemas.failure.UserException if the bundle or the device cannot be used
   */
  private static PreferenceScorer opened(Configuration configuration) {
    ScorerOptions defaults = ScorerOptions.defaults();
    ScorerOptions options =
        configuration
            .find(StreamerKeys.THREADS)
            .map(defaults::withThreads)
            .orElse(defaults)
            .withDevice(configuration.get(StreamerKeys.DEVICE))
            .withPrecision(configuration.get(StreamerKeys.PRECISION))
            .withLimits(
                new BatchLimits(
                    defaults.limits().maxSequences(), configuration.get(StreamerKeys.BATCH_TOKENS)))
            .withProvider(provider(configuration));
    return PreferenceScorer.open(StreamerKeys.bundle(configuration), options);
  }

  /**
   * The execution provider on a GPU.
   *
   * @throws UsageException if TensorRT has options but is not used
   */
  static GpuProvider provider(Configuration configuration) {
    GpuProvider provider =
        new GpuProvider(
            configuration.get(StreamerKeys.ORT_PROVIDER),
            providerOptions(configuration, GpuProvider.CUDA_KEYS),
            providerOptions(configuration, GpuProvider.TENSORRT_KEYS));
    if (!provider.tensorRt() && !provider.tensorRtOptions().isEmpty()) {
      throw new UsageException(
          "%s: used only with arena.ort.provider=tensorrt, but the provider is cuda; expected both or neither. Set arena.ort.provider=tensorrt, or remove these options."
              .formatted(
                  new GpuProvider(provider.kind(), Map.of(), provider.tensorRtOptions())
                      .options()));
    }
    return provider;
  }

  /** The names of options have underscores, which environment variables turn into dots. */
  private static Map<String, String> providerOptions(Configuration configuration, String prefix) {
    Map<String, String> options = new HashMap<>();
    configuration
        .under(prefix)
        .forEach((name, value) -> options.put(name.replace('.', '_'), value.strip()));
    return options;
  }
}
