package dev.arena.local.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.arena.models.batch.Batching;
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
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena bench}: how fast this machine scores, beside simpler ways. */
@Command(
    name = "bench",
    description = {
      "Measures how fast the CPU of this machine scores pairs: (a) the usual notebook's way, (b) ONNX"
          + " Runtime alone on tokens, (c) the scoring library from text, and its stages.",
      "",
      "  ./arena bench",
      "  ./arena bench --input votes.csv --rounds 9 --json bench.json",
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
  private static final Duration SHORTEST = Duration.ofMillis(500);

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
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the figures as JSON; - is standard output, in place of the table.")
  private @Nullable String json;

  private final Duration shortest;

  /** Called by picocli. */
  public BenchCommand() {
    this(SHORTEST);
  }

  /**
   * @param shortest how long a measurement goes on at least
   */
  BenchCommand(Duration shortest) {
    this.shortest = shortest;
  }

  @Override
  public Integer call() throws IOException {
    requireAtLeastOne("--rounds", rounds);
    requireAtLeastOne("--pairs", pairs);
    JsonOutput output = json == null ? null : new JsonOutput(json);
    if (output != null) {
      output.requireDirectory();
    }
    System.setProperty("logback.configurationFile", LOGGING); // read when the first logger is made
    BenchOptions options =
        new BenchOptions(
            bundle == null ? LibraryKeys.shippedBundle() : bundle,
            input == null ? sample().toString() : input,
            pairs,
            rounds,
            Runtime.getRuntime().availableProcessors(),
            Batching.CPU_PAIRS);
    PrintWriter err = spec.commandLine().getErr();
    err.printf("arena: opening %s and reading %s%n", options.bundle(), options.input());
    err.flush();
    Stopwatch stopwatch = new Stopwatch(System::nanoTime, processTime(), shortest);
    BenchReport report = new Bench(options, stopwatch, Clock.systemUTC()).run();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter table = output != null && output.isStandardOutput() ? err : out;
    BenchTable.lines(report).forEach(table::println);
    table.flush();
    if (output != null) {
      output.write(report.json(), out);
    }
    return CommandRunner.DONE;
  }

  private static void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw new UsageException("%s is %d; expected at least 1.".formatted(option, value));
    }
  }

  /** The processor time of this process in nanoseconds. */
  private static LongSupplier processTime() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system::getProcessCpuTime;
  }

  private static Path sample() {
    return Path.of(System.getProperty("arena.home", "")).resolve("examples").resolve("pairs.csv");
  }
}
