package dev.arena.local.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.arena.local.load.Schedule;
import dev.arena.models.DeviceChoice;
import dev.arena.models.command.ArenaVersion;
import dev.arena.models.command.CommandRunner;
import dev.arena.models.command.JsonOutput;
import dev.arena.models.config.LibraryKeys;
import dev.arena.schemas.failure.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena bench}: how fast this machine scores, beside simpler ways. */
@Command(
    name = "bench",
    description = {
      "Measures how fast this machine scores pairs: (a) the usual notebook's way, (b) ONNX Runtime"
          + " alone on tokens, (c) the scoring library from text, and its stages, (d) from topic to"
          + " topic through a Kafka broker of its own, exactly-once; then latency at fixed rates.",
      "",
      "  ./arena bench",
      "  ./arena bench --input votes.csv --rounds 9 --json bench.json",
      "  ./arena bench --skip-stream",
      "  ./arena bench --pipeline --input votes.csv",
      "",
      "All are measured in turn, round after round, and compared within a round. Stop other work"
          + " first. The shipped sample, which is read when no --input is given, holds short texts"
          + " only. docs/performance.md explains each line.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = ArenaVersion.class)
public final class BenchCommand implements Callable<Integer> {
  private static final String LOGGING = "dev/arena/local/demo/logback.xml";
  private static final double LEAST_RATE = 0.1;
  private static final long RECORDS = 200_000;

  @Spec private CommandSpec spec = CommandSpec.create();

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
      paramLabel = "N,...",
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

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the figures as JSON; - is standard output, in place of the table.")
  private @Nullable String json;

  private final Pace pace;

  /** Called by picocli. */
  public BenchCommand() {
    this(Pace.STANDARD);
  }

  BenchCommand(Pace pace) {
    this.pace = pace;
  }

  /**
   * How long is measured.
   *
   * @param pass in this process, at least
   * @param passage from topic to topic, at least, about
   * @param rate of latency at a fixed rate
   */
  record Pace(Duration pass, Duration passage, Schedule.Limits rate) {
    static final Pace STANDARD =
        new Pace(
            Duration.ofMillis(500),
            Duration.ofSeconds(6),
            new Schedule.Limits(Duration.ofSeconds(10), 200, Duration.ofSeconds(60)));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireOptionsThatFit();
    JsonOutput output = json == null ? null : new JsonOutput(json);
    if (output != null) {
      output.requireDirectory();
    }
    System.setProperty("logback.configurationFile", LOGGING); // read when the first logger is made
    try {
      if (pipeline) {
        PipelineReport report = measurePipeline();
        write(PipelineTable.lines(report), report.json(), output);
      } else {
        BenchReport report = measure();
        write(BenchTable.lines(report), report.json(), output);
      }
      return CommandRunner.DONE;
    } catch (InterruptException kafkasOwn) {
      InterruptedException interrupted = new InterruptedException("stopped");
      interrupted.initCause(kafkasOwn);
      throw interrupted;
    }
  }

  private void requireOptionsThatFit() {
    requireAtLeastOne("--rounds", rounds);
    requireAtLeastOne("--pairs", pairs);
    if (threads != null) {
      requireAtLeastOne("--threads", threads);
    }
    if (records != null) {
      requireAtLeastOne("--records", records);
    }
    for (double rate : rates == null ? List.<Double>of() : rates) {
      if (!(rate >= LEAST_RATE && rate <= Integer.MAX_VALUE)) {
        throw new UsageException(
            "--rates has %s; expected pairs a second, at least %s.".formatted(rate, LEAST_RATE));
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
      throw new UsageException("--pipeline needs the broker that --skip-stream leaves out.");
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

  private BenchReport measure() throws InterruptedException {
    BenchOptions options =
        new BenchOptions(
            bundle == null ? LibraryKeys.shippedBundle() : bundle,
            inputFile(),
            pairs,
            rounds,
            deviceChoice(),
            threads,
            skipStream
                ? null
                : new BenchOptions.StreamOptions(
                    pace.passage(), rates == null ? List.of() : rates, pace.rate()));
    say("opening %s and reading %s".formatted(options.bundle(), options.input()));
    Stopwatch stopwatch = new Stopwatch(System::nanoTime, processTime(), pace.pass());
    return new Bench(options, stopwatch, Clock.systemUTC()).run();
  }

  private PipelineReport measurePipeline() throws InterruptedException {
    PipelineOptions options =
        new PipelineOptions(inputFile(), pairs, rounds, records == null ? RECORDS : records);
    say("starting a broker and reading " + options.input());
    return new PipelineBench(options, System::nanoTime, Clock.systemUTC()).run();
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

  private void write(List<String> table, String asJson, @Nullable JsonOutput output)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean jsonAlone = output != null && output.isStandardOutput();
    PrintWriter lines = jsonAlone ? spec.commandLine().getErr() : out;
    table.forEach(lines::println);
    lines.flush();
    if (output != null) {
      output.write(asJson, out);
    }
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("arena: " + sentence);
    err.flush();
  }

  /** The processor time of this process in nanoseconds. */
  private static LongSupplier processTime() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system::getProcessCpuTime;
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
