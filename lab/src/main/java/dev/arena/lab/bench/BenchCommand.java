package dev.arena.lab.bench;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.ProcessorTime;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.Schedule;
import dev.arena.lab.report.ReportOutput;
import dev.arena.lab.report.TextLines;
import dev.arena.models.DeviceChoice;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UsageException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The {@code arena bench} command, which measures how fast this machine scores pairs, compared with
 * simpler methods.
 */
@Command(
    name = "bench",
    description = {
      "Measures how fast this machine scores pairs: (a) as a typical notebook does, (b) with ONNX"
          + " Runtime alone on tokens, (c) with the scoring library on text, and with each of its"
          + " stages alone, and (d) from topic to topic through a temporary Kafka broker,"
          + " exactly once. It then measures latency at fixed rates.",
      "",
      "  ./arena bench",
      "  ./arena bench --input votes.csv --rounds 9 --json bench.json",
      "  ./arena bench --skip-stream",
      "  ./arena bench --pipeline --input votes.csv",
      "",
      "Each round measures (a) to (d) in turn, and ratios are computed within a round. Stop other"
          + " work first. Without --input, the shipped sample is used; it has only short texts."
          + " docs/performance.md explains each line.",
      ""
    },
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
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
          "Number of measurements for each line, after a warm-up round. Default: ${DEFAULT-VALUE}.")
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
              + " one per core.")
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
          "Measure only the stream, with a stand-in for the tokenizer and the model: records/s,"
              + " heap, and two instances compared with one.")
  private boolean pipeline;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "With --pipeline: total number of records in all rounds. Default: 200000.")
  private @Nullable Long records;

  @Mixin private ReportOutput output = new ReportOutput();

  private final Pace pace;

  /** Called by picocli. */
  public BenchCommand() {
    this(Pace.STANDARD);
  }

  BenchCommand(Pace pace) {
    this.pace = pace;
  }

  /**
   * The durations of the measurements.
   *
   * @param inProcess minimum time of a measurement in this process
   * @param topicToTopic approximate minimum time of a measurement from topic to topic
   * @param latency how long latency is measured at one rate
   */
  record Pace(Duration inProcess, Duration topicToTopic, Schedule.Limits latency) {
    static final Pace STANDARD =
        new Pace(
            Duration.ofMillis(500),
            Duration.ofSeconds(6),
            new Schedule.Limits(Duration.ofSeconds(10), 200, Duration.ofSeconds(60)));
  }

  @Override
  public Integer call() throws InterruptedException {
    validate();
    output.prepare();
    try {
      if (pipeline) {
        output.write(measurePipeline());
      } else {
        output.write(measure());
      }
      return CommandRunner.DONE;
    } catch (InterruptException stopped) {
      return CommandRunner.INTERRUPTED;
    }
  }

  private BenchReport measure() throws InterruptedException {
    Bench.Options options = options();
    output.say("opening %s and reading %s".formatted(options.bundle(), options.input()));
    Stopwatch stopwatch =
        new Stopwatch(System::nanoTime, ProcessorTime.ofProcess(), pace.inProcess());
    return new Bench(options, stopwatch, Clock.systemUTC()).run();
  }

  private PipelineBench.Report measurePipeline() throws InterruptedException {
    PipelineBench.Options options = pipelineOptions();
    output.say("starting a broker and reading " + options.input());
    return new PipelineBench(options, System::nanoTime, Clock.systemUTC()).run();
  }

  private Bench.Options options() {
    return new Bench.Options(
        bundle == null ? ModelBundle.shipped() : bundle,
        InputPairs.fileOrSample(input),
        pairs,
        rounds,
        deviceChoice(),
        threads,
        skipStream
            ? null
            : new Bench.Options.StreamOptions(
                pace.topicToTopic(), rates == null ? List.of() : rates, pace.latency()));
  }

  private PipelineBench.Options pipelineOptions() {
    return new PipelineBench.Options(
        InputPairs.fileOrSample(input), pairs, rounds, records == null ? RECORDS : records);
  }

  /**
   * Rejects numbers that are out of range, and options that contradict each other.
   *
   * @throws UsageException if there are any; the message names the options
   */
  private void validate() {
    ReportOutput.requireAtLeast(1, "--rounds", rounds);
    ReportOutput.requireAtLeast(1, "--pairs", pairs);
    if (threads != null) {
      ReportOutput.requireAtLeast(1, "--threads", threads);
    }
    if (records != null) {
      ReportOutput.requireAtLeast(1, "--records", records);
    }
    for (double rate : rates == null ? List.<Double>of() : rates) {
      if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
        throw new UsageException(
            TextLines.format(
                "--rates contains %s; expected pairs per second, at least %s and at most %,d.",
                rate, MIN_RATE, MAX_RATE));
      }
    }
    if (pipeline && (bundle != null || device != null || threads != null)) {
      throw new UsageException(
          "--pipeline runs no model; expected no --bundle, --device or --threads.");
    }
    if ((pipeline || skipStream) && rates != null) {
      throw new UsageException(
          "--rates is for latency from topic to topic; expected neither --pipeline nor --skip-stream.");
    }
    if (pipeline && skipStream) {
      throw new UsageException("--pipeline needs a broker, which --skip-stream does not start.");
    }
    if (records != null && !pipeline) {
      throw new UsageException("--records is for --pipeline; expected it only with --pipeline.");
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
}
