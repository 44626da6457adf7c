package dev.arena.lab.bench;

import dev.arena.models.DeviceChoice;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the {@code arena bench} command. */
final class BenchArguments {
  private static final double MIN_RATE = 0.1;

  /** Far more than one thread can send. */
  private static final long MAX_RATE = 100_000;

  private static final long RECORDS = 200_000;

  @Option(
      names = {"--input", "--data"},
      paramLabel = "FILE",
      description =
          "CSV file of pairs whose texts are as long as yours; - is standard input (default: the"
              + " shipped sample).")
  private @Nullable String input;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Bundle to measure (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Number of measurements of each line, after a warm-up round. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "200",
      description = "Maximum number of pairs to read from the file. Default: ${DEFAULT-VALUE}.")
  private int pairs;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Device of the encoders: cpu or cuda:N. Default: cpu.")
  private @Nullable String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Number of threads that tokenise and, on a CPU, run the encoder in b, c and d. Default:"
              + " one per core; c and d choose how to use them.")
  private @Nullable Integer threads;

  @Option(
      names = "--rates",
      paramLabel = "N",
      split = ",",
      description =
          "Pairs per second at which latency is measured. Default: 1, and 10, 50 and 80 %% of d.")
  private @Nullable List<Double> rates;

  @Option(names = "--skip-stream", description = "Skip d and latency, and start no broker.")
  private boolean skipStream;

  @Option(
      names = "--pipeline",
      description =
          "Measure only the stream, with a stand-in for tokeniser and model: records/s, heap, and"
              + " two instances compared with one.")
  private boolean pipeline;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "With --pipeline: total number of records in all rounds. Default: 200000.")
  private @Nullable Long records;

  /** Whether only the pipeline is measured. */
  boolean pipeline() {
    return pipeline;
  }

  /** Returns the options of a measurement with a model. */
  Bench.Options options(BenchCommand.Pace pace) {
    return new Bench.Options(
        bundle == null ? ModelBundle.shipped() : bundle,
        inputFile(),
        pairs,
        rounds,
        deviceChoice(),
        threads,
        skipStream
            ? null
            : new Bench.Options.StreamOptions(
                pace.topicToTopic(), rates == null ? List.of() : rates, pace.latency()));
  }

  /** Returns the options of a measurement of the pipeline alone. */
  PipelineBench.Options pipelineOptions() {
    return new PipelineBench.Options(
        inputFile(), pairs, rounds, records == null ? RECORDS : records);
  }

  /**
   * Rejects numbers that are out of range, and options that contradict each other.
   *
   * @throws UsageException naming the options
   */
  void validate() {
    requireAtLeastOne("--rounds", rounds);
    requireAtLeastOne("--pairs", pairs);
    if (threads != null) {
      requireAtLeastOne("--threads", threads);
    }
    if (records != null) {
      requireAtLeastOne("--records", records);
    }
    for (double rate : rates == null ? List.<Double>of() : rates) {
      if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "--rates has %s; expected pairs per second, at least %s and at most %,d.",
                rate,
                MIN_RATE,
                MAX_RATE));
      }
    }
    if (pipeline && (bundle != null || device != null || threads != null)) {
      throw new UsageException(
          "--pipeline runs no model; expected it without --bundle, --device and --threads.");
    }
    if ((pipeline || skipStream) && rates != null) {
      throw new UsageException(
          "--rates is for latency from topic to topic; expected it without --pipeline and --skip-stream.");
    }
    if (pipeline == skipStream && pipeline) {
      throw new UsageException("--pipeline needs the broker that --skip-stream does not start.");
    }
    if (records != null && !pipeline) {
      throw new UsageException("--records is for --pipeline; expected it with --pipeline only.");
    }
  }

  private static void requireAtLeastOne(String option, long value) {
    if (value < 1) {
      throw new UsageException("%s is %d; expected at least 1.".formatted(option, value));
    }
  }

  private DeviceChoice deviceChoice() {
    DeviceChoice choice;
    try {
      choice = DeviceChoice.parse(device == null ? "cpu" : device);
    } catch (IllegalArgumentException unknown) {
      throw new UsageException("--" + unknown.getMessage() + ".");
    }
    if (choice instanceof DeviceChoice.Auto) {
      throw new UsageException(
          "--device is auto; expected cpu or cuda:N, so that the measured device is known.");
    }
    return choice;
  }

  private String inputFile() {
    return input != null
        ? input
        : Path.of(System.getProperty("arena.home", ""))
            .resolve("examples")
            .resolve("pairs.csv")
            .toString();
  }
}
