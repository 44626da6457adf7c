package dev.arena.streamer.config;

import dev.arena.cli.config.Configuration;
import dev.arena.models.ScorerOptions;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.network.GpuProvider;
import dev.arena.schemas.failure.UsageException;
import java.util.HashMap;
import java.util.Map;

/** How the configured model uses the machine. */
public final class ModelSettings {
  private ModelSettings() {}

  /**
   * The options of the scorer that a configuration describes.
   *
   * @throws UsageException if TensorRT has options but is not used
   */
  public static ScorerOptions of(Configuration configuration) {
    ScorerOptions defaults = ScorerOptions.defaults();
    return configuration
        .find(StreamerKeys.THREADS)
        .map(defaults::withThreads)
        .orElse(defaults)
        .withDevice(configuration.get(StreamerKeys.DEVICE))
        .withPrecision(configuration.get(StreamerKeys.PRECISION))
        .withLimits(
            new BatchLimits(
                defaults.limits().maxSequences(), configuration.get(StreamerKeys.BATCH_TOKENS)))
        .withProvider(provider(configuration));
  }

  private static GpuProvider provider(Configuration configuration) {
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
