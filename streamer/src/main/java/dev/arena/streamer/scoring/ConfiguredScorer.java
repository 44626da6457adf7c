package dev.arena.streamer.scoring;

import dev.arena.cli.config.Configuration;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.network.GpuProvider;
import dev.arena.schemas.failure.UsageException;
import dev.arena.streamer.config.StreamerKeys;
import java.util.HashMap;
import java.util.Map;

/** The model's scorer that the keys of the library describe. */
final class ConfiguredScorer {
  private ConfiguredScorer() {}

  /**
   * Opens it; the caller closes it.
   *
   * @throws dev.arena.schemas.failure.UserException if the bundle or the device cannot be used
   */
  static PreferenceScorer open(Configuration configuration) {
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
   * What computes on a GPU.
   *
   * @throws UsageException if TensorRT has options and is not to be used
   */
  static GpuProvider provider(Configuration configuration) {
    GpuProvider provider =
        new GpuProvider(
            configuration.get(StreamerKeys.ORT_PROVIDER),
            providerOptions(configuration, GpuProvider.CUDA_KEYS),
            providerOptions(configuration, GpuProvider.TENSORRT_KEYS));
    if (!provider.tensorRt() && !provider.tensorRtOptions().isEmpty()) {
      throw new UsageException(
          "%s: these are used with arena.ort.provider=tensorrt only, which is cuda; expected both or neither. Set arena.ort.provider=tensorrt, or remove the others."
              .formatted(
                  new GpuProvider(provider.kind(), Map.of(), provider.tensorRtOptions())
                      .options()));
    }
    return provider;
  }

  /** The names of options have underscores, which variables of the environment turn into dots. */
  private static Map<String, String> providerOptions(Configuration configuration, String prefix) {
    Map<String, String> options = new HashMap<>();
    configuration
        .under(prefix)
        .forEach((name, value) -> options.put(name.replace('.', '_'), value.strip()));
    return options;
  }
}
