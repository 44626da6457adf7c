package dev.arena.lab.soak;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.JsonOutput;
import dev.arena.cli.ReplaceOption;
import dev.arena.cli.Shutdown;
import dev.arena.cli.config.ConfigType;
import dev.arena.lab.load.ProcessMetric;
import dev.arena.lab.soak.SoakReport.Growth;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@code arena soak} command: tests that a long-running scorer does not leak and loses nothing.
 */
@Command(
    name = "soak",
    description = {
      "Runs the scorer on this machine under a steady load, and shows how its memory, threads and"
          + " file handles develop. Fails if one of them grows by 2 %% or more, or a record is"
          + " lost.",
      "",
      "  ./arena soak",
      "  ./arena soak --duration 5m --every 5s --rate 20 --json soak.json",
      "",
      "Texts vary in length, and every 50th record is invalid. Each sample triggers a full garbage"
          + " collection in the scorer's JVM. The first sixth of the time is the warm-up.",
      ""
    },
    mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {
  private static final String LOGGING = "dev/arena/lab/bench/logback.xml";
  private static final double MAX_RATE = 1000;
  private static final int PRINT_TIMEOUT_SECONDS = 30;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Model bundle of the scorer (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "CSV file of the pairs to send (default: the shipped sample).")
  private @Nullable String input;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "5",
      description = "Pairs per second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "Duration of the load, such as 5m. Default: ${DEFAULT-VALUE}.")
  private String duration = "1h";

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Interval between samples of the scorer. Default: ${DEFAULT-VALUE}.")
  private String every = "30s";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the results as JSON; - is standard output, instead of the table.")
  private @Nullable String json;

  @Mixin private ReplaceOption replace = new ReplaceOption();

  /** Called by picocli. */
  public SoakCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Soak.Options options = options();
    JsonOutput output = json == null ? null : new JsonOutput(json);
    if (output != null) {
      output.requireWritable(replace.given());
    }
    System.setProperty("logback.configurationFile", LOGGING); // read by the first logger
    Soak soak = new Soak(options, System::nanoTime, Clock.systemUTC());
    CountDownLatch printed = new CountDownLatch(1);
    Shutdown.onSignal("soak-print", () -> await(printed));
    try {
      soak.run(this::say);
      return soak.report().passed() ? CommandRunner.DONE : CommandRunner.FAILED;
    } catch (InterruptedException | InterruptException stopped) {
      return CommandRunner.INTERRUPTED;
    } finally {
      try {
        if (soak.started()) {
          write(soak.report(), output);
        }
      } finally {
        printed.countDown();
      }
    }
  }

  private Soak.Options options() {
    if (!(rate > 0 && rate <= MAX_RATE)) {
      throw new UsageException(
          "--rate is %s; expected pairs per second, more than 0 and at most %.0f."
              .formatted(rate, MAX_RATE));
    }
    Duration total = parsed("--duration", duration);
    Duration interval = parsed("--every", every);
    if (interval.isZero() || interval.multipliedBy(Soak.Options.PARTS).compareTo(total) > 0) {
      throw new UsageException(
          "--every is %s and --duration is %s; expected at least %d samples. Use a shorter --every or a longer --duration."
              .formatted(every, duration, Soak.Options.PARTS));
    }
    Path sample = Path.of(System.getProperty("arena.home", "")).resolve("examples/pairs.csv");
    return new Soak.Options(
        bundle == null ? ModelBundle.shipped() : bundle,
        input == null ? sample.toString() : input,
        rate,
        total,
        interval);
  }

  private static Duration parsed(String option, String text) {
    Duration parsed = ConfigType.duration().parse(text);
    if (parsed == null) {
      throw new UsageException(
          "%s is %s; expected a %s.".formatted(option, text, ConfigType.duration().description()));
    }
    return parsed;
  }

  private void write(SoakReport report, @Nullable JsonOutput output) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    boolean jsonOnStdout = output != null && output.isStandardOutput();
    PrintWriter lines = jsonOnStdout ? spec.commandLine().getErr() : out;
    SoakTable.lines(report).forEach(lines::println);
    lines.flush();
    if (output != null) {
      output.write(report.json(), out);
    }
  }

  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("arena: " + sentence);
    err.flush();
  }

  /** Makes the process wait for the table before it ends. */
  private static void await(CountDownLatch printed) {
    try {
      printed.await(PRINT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Formats a report as lines of text. */
  static final class SoakTable {
    private static final String ROW = "%-28s %12s %12s %12s %9s";
    private static final double PERCENT = 100;
    private static final double MEGA = 1e6;

    private SoakTable() {}

    static List<String> lines(SoakReport report) {
      List<String> lines = new ArrayList<>();
      lines.add(
          String.format(
              Locale.ROOT,
              "%s, %.4g pairs/s for %,.0f s%s, %d samples; %s, Arena %s",
              report.model(),
              report.perSecond(),
              report.seconds(),
              report.interrupted() ? " (interrupted)" : "",
              report.samples().size(),
              report.date(),
              report.arena()));
      lines.add("");
      lines.add(ROW.formatted("median of the", "2nd sixth", "4th sixth", "last sixth", "growth"));
      for (Growth growth : report.growths()) {
        lines.add(row(growth));
      }
      lines.add("");
      SoakReport.Counts counts = report.counts();
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d sent, %,d answered, %,d dead-lettered, %,d %s, %,d duplicated or in the wrong topic",
              counts.sent(),
              counts.answered(),
              counts.deadLettered(),
              counts.missing(),
              report.interrupted() ? "not answered yet" : "lost",
              counts.surplus()));
      report.growths().stream()
          .filter(Growth::exceedsLimit)
          .forEach(growth -> lines.add(grew(growth)));
      return lines;
    }

    private static String row(Growth growth) {
      Double grown = growth.growth();
      return ROW.formatted(
          growth.metric().text(),
          amount(growth.metric(), growth.early()),
          amount(growth.metric(), growth.middle()),
          amount(growth.metric(), growth.late()),
          grown == null ? "-" : String.format(Locale.ROOT, "%+.1f %%", PERCENT * grown));
    }

    private static String grew(Growth growth) {
      return "grew: %s; expected less than %.0f %%. --json FILE writes every sample."
          .formatted(growth.metric().text(), PERCENT * SoakReport.LIMIT);
    }

    private static String amount(ProcessMetric metric, double value) {
      return switch (metric.unit()) {
        case BYTES -> String.format(Locale.ROOT, "%,.1f MB", value / MEGA);
        case COUNT -> String.format(Locale.ROOT, "%,.0f", value);
      };
    }
  }
}
