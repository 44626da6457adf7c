package dev.arena.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.arena.cli.CommandRunner;
import dev.arena.cli.JsonOutput;
import dev.arena.cli.ReplaceOption;
import dev.arena.lab.load.Schedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@code arena bench} command: measures how fast this machine scores pairs, compared with
 * simpler methods.
 */
@Command(
    name = "bench",
    description = {
      "Measures how fast this machine scores pairs: (a) as a typical notebook does, (b) with ONNX"
          + " Runtime alone on tokens, (c) with the scoring library on text, and each of its"
          + " stages, (d) from topic to topic through its own Kafka broker, exactly-once. Then"
          + " measures latency at fixed rates.",
      "",
      "  ./arena bench",
      "  ./arena bench --input votes.csv --rounds 9 --json bench.json",
      "  ./arena bench --skip-stream",
      "  ./arena bench --pipeline --input votes.csv",
      "",
      "Each round measures all of them in turn, and ratios are taken within a round. Stop other"
          + " work first. Without --input, the shipped sample is used, which has only short texts."
          + " docs/performance.md explains each line.",
      ""
    },
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
  private static final String LOGGING = "dev/arena/lab/bench/logback.xml";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private BenchArguments arguments = new BenchArguments();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the results as JSON; - is standard output, instead of the table.")
  private @Nullable String json;

  @Mixin private ReplaceOption replace = new ReplaceOption();

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
  public Integer call() throws IOException, InterruptedException {
    arguments.validate();
    JsonOutput output = json == null ? null : new JsonOutput(json);
    if (output != null) {
      output.requireWritable(replace.given());
    }
    System.setProperty("logback.configurationFile", LOGGING); // read by the first logger
    try {
      if (arguments.pipeline()) {
        PipelineBench.Report report = measurePipeline();
        write(PipelineTable.lines(report), report.json(), output);
      } else {
        BenchReport report = measure();
        write(BenchTable.lines(report), report.json(), output);
      }
      return CommandRunner.DONE;
    } catch (InterruptException kafkaInterrupt) {
      InterruptedException interrupted = new InterruptedException("stopped");
      interrupted.initCause(kafkaInterrupt);
      throw interrupted;
    }
  }

  private BenchReport measure() throws InterruptedException {
    Bench.Options options = arguments.options(pace);
    say("opening %s and reading %s".formatted(options.bundle(), options.input()));
    Stopwatch stopwatch = new Stopwatch(System::nanoTime, processCpuTime(), pace.inProcess());
    return new Bench(options, stopwatch, Clock.systemUTC()).run();
  }

  private PipelineBench.Report measurePipeline() throws InterruptedException {
    PipelineBench.Options options = arguments.pipelineOptions();
    say("starting a broker and reading " + options.input());
    return new PipelineBench(options, System::nanoTime, Clock.systemUTC()).run();
  }

  private void write(List<String> table, String asJson, @Nullable JsonOutput output)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean jsonOnStdout = output != null && output.isStandardOutput();
    PrintWriter lines = jsonOnStdout ? spec.commandLine().getErr() : out;
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

  /** Returns a clock of the processor time of this process, in nanoseconds. */
  private static LongSupplier processCpuTime() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system::getProcessCpuTime;
  }

  /** Formats a report on the pipeline as lines of text. */
  private static final class PipelineTable {
    private PipelineTable() {}

    static List<String> lines(PipelineBench.Report report) {
      PipelineBench.Report.Ceiling ceiling = report.ceiling();
      PipelineBench.Report.Heap heap = report.heap();
      PipelineBench.Report.Scaling scaling = report.scaling();
      List<String> lines = new ArrayList<>();
      lines.add(
          "the pipeline around a stand-in for tokeniser and model, exactly-once; from %s, Arena %s"
              .formatted(report.date(), report.arena()));
      lines.addAll(BenchTable.machine(report.machine()));
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %,.0f bytes a record; median [least, largest] of %d rounds",
              report.input(),
              report.meanRecordBytes(),
              report.rounds()));
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "one instance, %.0f us a batch, %,d records a round: %s records/s",
              ceiling.waitMicrosPerBatch(),
              ceiling.recordsPerRound(),
              ceiling.recordsPerSecond()));
      lines.add(
          "   CPU ms a record: scorer %s, broker %s"
              .formatted(ceiling.scorerCpuMsPerRecord(), ceiling.brokerCpuMsPerRecord()));
      lines.addAll(StreamTable.scorer(ceiling.scorer()));
      lines.add(
          String.format(
              Locale.ROOT,
              "   heap after a full collection: %s, and %s %,d records later; the process at most %s",
              BenchTable.megabytes(heap.bytesBefore()),
              BenchTable.megabytes(heap.bytesAfter()),
              heap.records(),
              BenchTable.megabytes(heap.peakBytes())));
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "instances with one thread each, %.0f us a pair (waiting), %,d records a round:",
              scaling.waitMicrosPerPair(),
              scaling.recordsPerRound()));
      lines.add("   one %s records/s".formatted(scaling.oneInstance()));
      lines.add(
          String.format(
              Locale.ROOT,
              "   two %s records/s: %.2f times one; shares %.2f and %.2f",
              scaling.twoInstances(),
              scaling.ratio(),
              scaling.shares().get(0),
              scaling.shares().get(1)));
      return lines;
    }
  }
}
