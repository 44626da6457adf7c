package dev.arena.lab.bench;

import dev.arena.models.DeviceChoice;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line of {@code arena bench}. */
final class BenchArguments {
  private static final double LEAST_RATE = 0.1;

  /** Far more than one thread can send. */
  private static final long MOST_RATE = 100_000;

  private static final long RECORDS = 200_000;

  @Option(
      names = {"--input", "--data"},
      paramLabel = "FILE",
      description =
          "CSV file of pairs with texts as long as yours; - is standard input (default: the shipped"
              + " sample).")
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
          "How often each is measured, after one round to warm up. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many of the file's first pairs to take. Default: ${DEFAULT-VALUE}.")
  private int pairs;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Where encoders run: cpu or cuda:N. Default: cpu.")
  private @Nullable String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that tokenise and, on a CPU, run the encoder in b, c and d. Default: one for"
              + " each core, used as c and d find best.")
  private @Nullable Integer threads;

  @Option(
      names = "--rates",
      paramLabel = "N",
      split = ",",
      description =
          "Pairs a second at which latency is measured. Default: 1, and 10, 50 and 80 %% of d.")
  private @Nullable List<Double> rates;

  @Option(names = "--skip-stream", description = "Leave out d and latency: no broker is started.")
  private boolean skipStream;

  @Option(
      names = "--pipeline",
      description =
          "In place of all that: records/s of the stream around a stand-in for tokeniser and model,"
              + " its heap, and two instances beside one.")
  private boolean pipeline;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "With --pipeline: records of all rounds together. Default: 200000.")
  private @Nullable Long records;

  /** Whether the pipeline alone is to be measured. */
  boolean pipeline() {
    return pipeline;
  }

  /** What to measure otherwise. */
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
                pace.passage(), rates == null ? List.of() : rates, pace.rate()));
  }

  /** How to measure the pipeline. */
  PipelineBench.Options pipelineOptions() {
    return new PipelineBench.Options(
        inputFile(), pairs, rounds, records == null ? RECORDS : records);
  }

  /**
   * Refuses numbers that are too small, and options that do not fit together.
   *
   * @throws UsageException naming them
   */
  void requireThatTheyFit() {
    requireAtLeastOne("--rounds", rounds);
    requireAtLeastOne("--pairs", pairs);
    if (threads != null) {
      requireAtLeastOne("--threads", threads);
    }
    if (records != null) {
      requireAtLeastOne("--records", records);
    }
    for (double rate : rates == null ? List.<Double>of() : rates) {
      if (!(rate >= LEAST_RATE && rate <= MOST_RATE)) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "--rates has %s; expected pairs a second, at least %s and at most %,d.",
                rate,
                LEAST_RATE,
                MOST_RATE));
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
      throw new UsageException("--records is for --pipeline; expected both or neither.");
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
          "--device is auto; expected cpu or cuda:N, to know what is measured.");
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
