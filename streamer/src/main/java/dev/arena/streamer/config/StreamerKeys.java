package dev.arena.streamer.config;

import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.ConfigTable;
import dev.arena.cli.config.ConfigType;
import dev.arena.cli.config.Configuration;
import dev.arena.models.DeviceChoice;
import dev.arena.models.PrecisionChoice;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.network.GpuProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The keys of the streamer, and the table of all keys that its commands know. */
public final class StreamerKeys {
  private static final ConfigType<String> TOPIC =
      ConfigType.text(
          "name of letters, digits, '.', '_' and '-'", Pattern.compile("[A-Za-z0-9._-]{1,249}"));

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
          "one for each processor, shared by runs as a measurement at start finds best",
          "Threads for tokenising and, on a CPU, for inference (one sequence per thread).");

  /** The most pairs in one batch. */
  public static final ConfigKey<Integer> BATCH_PAIRS =
      ConfigKey.optional(
          "arena.batch.pairs",
          ConfigType.integer(1, 4096),
          "64 on a CPU; on a GPU as many as fill two runs",
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

  /** Where Kafka is. */
  public static final ConfigKey<String> BOOTSTRAP_SERVERS =
      ConfigKey.withDefault(
          "kafka.bootstrap.servers",
          ConfigType.text(),
          "127.0.0.1:9092",
          "Bootstrap brokers, host:port,...");

  /** Where the schema registry is. */
  public static final ConfigKey<RegistryUrls> REGISTRY_URL =
      ConfigKey.withDefault(
          "registry.url",
          ConfigType.parsed(RegistryUrls.EXPECTED, RegistryUrls::parse),
          "http://127.0.0.1:8081/apis/ccompat/v7",
          "Schema registry URL, or several, as for Confluent's clients.");

  /** Names the scorer on its cluster. */
  public static final ConfigKey<String> APPLICATION_ID =
      ConfigKey.withDefault(
          "arena.application.id",
          TOPIC,
          "arena-scorer",
          "Application ID of the scorer (consumer group and transactions); scorers with the same ID share the work.");

  /** Where pairs are read. */
  public static final ConfigKey<String> TOPIC_PAIRS =
      ConfigKey.withDefault(
          "arena.topic.pairs", TOPIC, "arena.pairs", "The topic that pairs are read from.");

  /** Where preferences are written. */
  public static final ConfigKey<String> TOPIC_PREFERENCES =
      ConfigKey.withDefault(
          "arena.topic.preferences",
          TOPIC,
          "arena.preferences",
          "The topic that preferences are written to; it has as many partitions as the pairs' topic.");

  /** Where dead letters are written. */
  public static final ConfigKey<String> TOPIC_DEAD_LETTERS =
      ConfigKey.withDefault(
          "arena.topic.dlq",
          TOPIC,
          "arena.pairs.dlq",
          "The topic for records that cannot be read or scored.");

  /** Whether missing topics are created. */
  public static final ConfigKey<Boolean> TOPIC_CREATE =
      ConfigKey.withDefault(
          "arena.topic.create",
          ConfigType.truth(),
          "false",
          "Whether missing topics are created at start.");

  /** Partitions of created topics. */
  public static final ConfigKey<Integer> TOPIC_PARTITIONS =
      ConfigKey.optional(
          "arena.topic.partitions",
          ConfigType.integer(1, 100_000),
          "the broker's default",
          "Number of partitions of a created topic.");

  /** Replicas of created topics. */
  public static final ConfigKey<Integer> TOPIC_REPLICATION =
      ConfigKey.optional(
          "arena.topic.replication",
          ConfigType.integer(1, 100),
          "the broker's default",
          "Replication factor of a created topic.");

  /** Whether schemas are registered. */
  public static final ConfigKey<Boolean> REGISTRY_REGISTER =
      ConfigKey.withDefault(
          "arena.registry.register",
          ConfigType.truth(),
          "false",
          "Whether Arena's schemas are registered at start; otherwise they must exist.");

  /** How many unknown schemas in a row are dead letters. */
  public static final ConfigKey<Integer> REGISTRY_UNKNOWN_LIMIT =
      ConfigKey.withDefault(
          "arena.registry.unknown.limit",
          ConfigType.integer(0, 1_000_000_000),
          "100",
          "Consecutive records with an unknown schema ID before the scorer pauses (a tenth of this until the first good record); guards against a wrong registry.");

  /** The largest value that is read as a pair. */
  public static final ConfigKey<Integer> PAIR_MAX_BYTES =
      ConfigKey.withDefault(
          "arena.pair.max.bytes",
          ConfigType.integer(1_000, 1_000_000_000),
          "8388608",
          "The largest value in bytes, after decompression, that is read as a pair; larger ones are dead letters. The default fits a heap of 400 MB; raise the heap with it.");

  /** What a group without offsets does. */
  public static final ConfigKey<String> OFFSET_MISSING =
      ConfigKey.withDefault(
          "arena.offset.missing",
          ConfigType.oneOf("stop", "earliest", "latest"),
          "stop",
          "What to do at start when Kafka has forgotten the group's offsets although pairs were scored (offsets.retention.minutes): stop, score again from the earliest pair, or continue with the latest.");

  /** How often another bundle is looked for. */
  public static final ConfigKey<Optional<Duration>> BUNDLE_WATCH =
      ConfigKey.withDefault(
          "arena.bundle.watch",
          ConfigType.intervalOrOff(),
          "10 s",
          "How often to check for a new bundle in the place of the current one; it is used from the next batch on.");

  /** How long another bundle may take to open. */
  public static final ConfigKey<Duration> BUNDLE_OPEN_TIMEOUT =
      ConfigKey.withDefault(
          "arena.bundle.open.timeout",
          ConfigType.interval(),
          "10 m",
          "Timeout for verifying and opening a new bundle beside the current one; after it, the new one is refused.");

  /** Stream threads. */
  public static final ConfigKey<Integer> STREAM_THREADS =
      ConfigKey.withDefault(
          "arena.stream.threads",
          ConfigType.integer(1, 64),
          "1",
          "Number of stream threads; all share one model.");

  /** How long the first answers of broker and registry may take. */
  public static final ConfigKey<Duration> START_TIMEOUT =
      ConfigKey.withDefault(
          "arena.start.timeout",
          ConfigType.duration(),
          "10 s",
          "Timeout for answers of the broker and the registry, at start and for health checks.");

  /** Interval of the health checks of broker and registry. */
  public static final ConfigKey<Duration> HEALTH_INTERVAL =
      ConfigKey.withDefault(
          "arena.health.interval",
          ConfigType.interval(),
          "10 s",
          "Interval of the health checks of the broker and the registry, for /health/ready.");

  /** Where the operations endpoints listen. */
  public static final ConfigKey<String> HTTP_HOST =
      ConfigKey.withDefault(
          "arena.http.host",
          ConfigType.text(),
          "127.0.0.1",
          "The address on which /health/live, /health/ready, /info and /metrics are served.");

  /** The port of the operations endpoints. */
  public static final ConfigKey<OptionalInt> HTTP_PORT =
      ConfigKey.withDefault(
          "arena.http.port",
          ConfigType.portOrOff(),
          "8080",
          "The port of /health/live, /health/ready, /info and /metrics.");

  /** How much the log says. */
  public static final ConfigKey<String> LOG_LEVEL =
      ConfigKey.withDefault(
          "arena.log.level",
          ConfigType.oneOf("ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
          "INFO",
          "Log level on standard error; texts of pairs appear only at DEBUG and below.");

  /** How the log is written. */
  public static final ConfigKey<String> LOG_FORMAT =
      ConfigKey.withDefault(
          "arena.log.format",
          ConfigType.oneOf("text", "json"),
          "text",
          "Log format: text, or json with one object per line.");

  private static final ConfigTable TABLE =
      ConfigTable.of(
              List.of(BUNDLE, DEVICE, PRECISION, THREADS, BATCH_PAIRS, BATCH_TOKENS, ORT_PROVIDER))
          .with(own())
          .passingThrough(
              GpuProvider.CUDA_KEYS,
              "ONNX Runtime's CUDA provider, without the prefix: `arena.ort.cuda.gpu_mem_limit`, ...")
          .passingThrough(
              GpuProvider.TENSORRT_KEYS,
              "ONNX Runtime's TensorRT provider, without the prefix, with `arena.ort.provider=tensorrt`: `arena.ort.tensorrt.trt_fp16_enable`, ...")
          .passingThrough(
              ClientKeys.KAFKA,
              "Kafka's clients and Kafka Streams, without the prefix: `kafka.security.protocol`, `kafka.producer.linger.ms`, ... Names and types are checked; `kafka.plugin.NAME` is passed on as `NAME` unchecked, for settings of interceptors, login modules and other plug-ins",
              ClientKeys.ofKafka())
          .passingThrough(
              ClientKeys.REGISTRY,
              "the registry's client, without the prefix: `registry.basic.auth.user.info`, `registry.ssl.truststore.location`, ... Names and types are checked; `registry.plugin.NAME` is passed on as `NAME` unchecked",
              ClientKeys.ofRegistry());

  private StreamerKeys() {}

  /** All keys: the library's, and those declared here. */
  public static ConfigTable table() {
    return TABLE;
  }

  private static List<ConfigKey<?>> own() {
    return List.of(
        BOOTSTRAP_SERVERS,
        REGISTRY_URL,
        APPLICATION_ID,
        TOPIC_PAIRS,
        TOPIC_PREFERENCES,
        TOPIC_DEAD_LETTERS,
        TOPIC_CREATE,
        TOPIC_PARTITIONS,
        TOPIC_REPLICATION,
        REGISTRY_REGISTER,
        REGISTRY_UNKNOWN_LIMIT,
        PAIR_MAX_BYTES,
        OFFSET_MISSING,
        BUNDLE_WATCH,
        BUNDLE_OPEN_TIMEOUT,
        STREAM_THREADS,
        START_TIMEOUT,
        HEALTH_INTERVAL,
        HTTP_HOST,
        HTTP_PORT,
        LOG_LEVEL,
        LOG_FORMAT);
  }

  /**
   * The folder of the bundle that scores: {@link #BUNDLE} where it is set, else the shipped one.
   */
  public static Path bundle(Configuration configuration) {
    return configuration.find(BUNDLE).orElseGet(ModelBundle::shipped);
  }
}
