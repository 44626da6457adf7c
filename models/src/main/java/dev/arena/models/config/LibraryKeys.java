package dev.arena.models.config;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PrecisionChoice;
import dev.arena.models.network.GpuProvider;
import java.nio.file.Path;
import java.util.List;

/** The keys of the scoring library: which bundle runs where, and in what portions. */
public final class LibraryKeys {
  /** The folder of the bundle that scores. */
  public static final ConfigKey<Path> BUNDLE =
      ConfigKey.optional(
          "arena.bundle",
          ConfigType.path(),
          "the bundle that Arena ships",
          "The folder of the model bundle that scores.");

  /** Where the network runs. */
  public static final ConfigKey<DeviceChoice> DEVICE =
      ConfigKey.withDefault(
          "arena.device",
          ConfigType.parsed(DeviceChoice.EXPECTED, DeviceChoice::parse),
          "auto",
          "Where the network runs; auto takes a GPU when one can be used and says why when not.");

  /** Which of the bundle's encoders is used. */
  public static final ConfigKey<PrecisionChoice> PRECISION =
      ConfigKey.withDefault(
          "arena.precision",
          ConfigType.oneOf(PrecisionChoice.class),
          "auto",
          "Which of the bundle's encoders runs; auto takes the fastest one for the device.");

  /** Threads of the network on a CPU. */
  public static final ConfigKey<Integer> THREADS =
      ConfigKey.optional(
          "arena.threads",
          ConfigType.integer(1, 1024),
          "one for each processor, shared by runs as a measurement at start finds best",
          "How many threads tokenise and, on a CPU, run the network, each its own sequence.");

  /** The most pairs in one batch. */
  public static final ConfigKey<Integer> BATCH_PAIRS =
      ConfigKey.optional(
          "arena.batch.pairs",
          ConfigType.integer(1, 4096),
          "64 on a CPU; on a GPU as many as fill two runs",
          "The most pairs that are scored together.");

  /** The most tokens in one run of the network. */
  public static final ConfigKey<Integer> BATCH_TOKENS =
      ConfigKey.withDefault(
          "arena.batch.tokens",
          ConfigType.integer(16, 10_000_000),
          "32768",
          "The most tokens, counted with padding, in one run on a GPU; a CPU runs one sequence at a time.");

  /** The execution provider on a GPU. */
  public static final ConfigKey<GpuProvider.Kind> ORT_PROVIDER =
      ConfigKey.withDefault(
          "arena.ort.provider",
          ConfigType.oneOf(GpuProvider.Kind.class),
          "cuda",
          "ONNX Runtime's execution provider on a GPU; tensorrt falls back to cuda for unsupported operators.");

  private LibraryKeys() {}

  /**
   * The folder of the bundle that scores: {@link #BUNDLE} where it is set, else the shipped one.
   */
  public static Path bundle(Configuration configuration) {
    return configuration.find(BUNDLE).orElseGet(LibraryKeys::shippedBundle);
  }

  /**
   * The folder of the bundle that Arena ships: {@code models/default} of the installation, which
   * the launcher names in the system property {@code arena.home}; without it, of the working
   * directory.
   */
  public static Path shippedBundle() {
    return Path.of(System.getProperty("arena.home", ""), "models", "default");
  }

  /** All keys of the library. */
  public static List<ConfigKey<?>> all() {
    return List.of(BUNDLE, DEVICE, PRECISION, THREADS, BATCH_PAIRS, BATCH_TOKENS, ORT_PROVIDER);
  }
}
