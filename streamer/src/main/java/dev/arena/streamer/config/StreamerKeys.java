package dev.arena.streamer.config;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigTable;
import dev.arena.cli.config.ConfigType;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.models.DeviceChoice;
import dev.arena.models.PrecisionChoice;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.network.GpuProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The keys of the scorer, and the table of all keys that its commands know. */
public final class StreamerKeys {
  /** The folder of the bundle. */
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
          "Device for inference; auto uses a GPU if one is usable, and logs the reason if not.");

  /** Which of the bundle's encoders is used. */
  public static final ConfigKey<PrecisionChoice> PRECISION =
      ConfigKey.withDefault(
          "arena.precision",
          ConfigType.oneOf(PrecisionChoice.class),
          "auto",
          "Which encoder of the bundle to run; auto selects the fastest for the device.");

  /** Threads of the network on a CPU. */
  public static final ConfigKey<Integer> THREADS =
      ConfigKey.optional(
          "arena.threads",
          ConfigType.integer(1, 1024),
          "one per core",
          "Threads for tokenising and, on a CPU, for inference (one sequence per thread).");

  /** The most pairs in one batch. */
  public static final ConfigKey<Integer> BATCH_PAIRS =
      ConfigKey.optional(
          "arena.batch.pairs",
          ConfigType.integer(1, 4096),
          "8 on a CPU; on a GPU as many as fill two runs",
          "Maximum number of pairs in a batch.");

  /** The most tokens in one run of the network. */
  public static final ConfigKey<Integer> BATCH_TOKENS =
      ConfigKey.withDefault(
          "arena.batch.tokens",
          ConfigType.integer(16, 10_000_000),
          "32768",
          "Maximum number of tokens, including padding, in one run on a GPU; a CPU runs one sequence at a time.");

  /** The execution provider on a GPU. */
  public static final ConfigKey<GpuProvider.Kind> ORT_PROVIDER =
      ConfigKey.withDefault(
          "arena.ort.provider",
          ConfigType.oneOf(GpuProvider.Kind.class),
          "cuda",
          "ONNX Runtime's execution provider on a GPU; tensorrt falls back to cuda for unsupported operators.");

  /** Names the scorer on its cluster. */
  public static final ConfigKey<String> APPLICATION_ID =
      ConfigKey.withDefault(
          "arena.application.id",
          KafkaKeys.NAME,
          "arena-scorer",
          "Application ID of the scorer (consumer group and transactions); scorers with the same ID share the work.");

  /** How many unknown schemas in a row are dead letters. */
  public static final ConfigKey<Integer> REGISTRY_UNKNOWN_LIMIT =
      ServiceKeys.registryUnknownLimit(ScorerService.TEXT);

  /** The largest value that is read as a pair. */
  public static final ConfigKey<Integer> PAIR_MAX_BYTES =
      ConfigKey.withDefault(
          "arena.pair.max.bytes",
          ConfigType.integer(1_000, 1_000_000_000),
          "8388608",
          "The largest value in bytes, after decompression, that is read as a pair; larger ones are dead letters. The default fits a heap of 400 MB; a larger value needs a larger heap.");

  /** What a group without offsets does. */
  public static final ConfigKey<String> OFFSET_MISSING =
      ConfigKey.withDefault(
          "arena.offset.missing",
          ConfigType.oneOf("stop", "earliest", "latest"),
          "stop",
          "What to do at startup when Kafka has forgotten the group's offsets although pairs were scored (offsets.retention.minutes): stop, score again from the earliest pair, or continue with the latest.");

  /** How often the scorer looks for another bundle. */
  public static final ConfigKey<Optional<Duration>> BUNDLE_WATCH =
      ConfigKey.withDefault(
          "arena.bundle.watch",
          ConfigType.intervalOrOff(),
          "10 s",
          "How often to check the current bundle's folder for a new bundle; it is used from the next batch on.");

  /** How long another bundle may take to open. */
  public static final ConfigKey<Duration> BUNDLE_OPEN_TIMEOUT =
      ConfigKey.withDefault(
          "arena.bundle.open.timeout",
          ConfigType.interval(),
          "10 m",
          "Timeout for verifying and opening a new bundle beside the current one; when it expires, the new one is refused.");

  /** What drift is measured against. */
  public static final ConfigKey<DriftChoice> DRIFT_REFERENCE =
      ConfigKey.withDefault(
          "arena.drift.reference",
          ConfigType.parsed(DriftChoice.EXPECTED, DriftChoice::parse),
          "bundle",
          "What scored pairs are compared with to detect drift: the training votes of the bundle, or the pairs of a file.");

  /** Stream threads. */
  public static final ConfigKey<Integer> STREAM_THREADS =
      ServiceKeys.streamThreads("Number of stream threads; all share one model.");

  /** The port of the operations endpoints. */
  public static final ConfigKey<OptionalInt> HTTP_PORT = ServiceKeys.httpPort(8080);

  private static final ConfigTable TABLE = withProviderKeys(KafkaKeys.table(own()));

  private StreamerKeys() {}

  /** The keys that describe the model and its use of the machine; see {@link ModelSettings}. */
  public static List<ConfigKey<?>> ofModel() {
    return List.of(BUNDLE, DEVICE, PRECISION, THREADS, BATCH_PAIRS, BATCH_TOKENS, ORT_PROVIDER);
  }

  /** A table that also passes keys to ONNX Runtime's providers on a GPU. */
  public static ConfigTable withProviderKeys(ConfigTable table) {
    return table
        .passingThrough(
            GpuProvider.CUDA_KEYS,
            "ONNX Runtime's CUDA provider, without the prefix: `arena.ort.cuda.gpu_mem_limit`, ...")
        .passingThrough(
            GpuProvider.TENSORRT_KEYS,
            "ONNX Runtime's TensorRT provider, without the prefix, with `arena.ort.provider=tensorrt`: `arena.ort.tensorrt.trt_fp16_enable`, ...");
  }

  /** All keys of the scorer. */
  public static ConfigTable table() {
    return TABLE;
  }

  private static List<ConfigKey<?>> own() {
    List<ConfigKey<?>> own = new ArrayList<>(ofModel());
    own.addAll(
        List.of(
            APPLICATION_ID,
            REGISTRY_UNKNOWN_LIMIT,
            PAIR_MAX_BYTES,
            OFFSET_MISSING,
            BUNDLE_WATCH,
            BUNDLE_OPEN_TIMEOUT,
            DRIFT_REFERENCE,
            STREAM_THREADS,
            ServiceKeys.HEALTH_INTERVAL,
            ServiceKeys.HTTP_HOST,
            HTTP_PORT,
            ServiceKeys.LOG_LEVEL,
            ServiceKeys.LOG_FORMAT));
    return own;
  }

  /**
   * The folder of the bundle that scores: {@link #BUNDLE} if it is set, otherwise the shipped one.
   */
  public static Path bundle(Configuration configuration) {
    return configuration.find(BUNDLE).orElseGet(ModelBundle::shipped);
  }
}
