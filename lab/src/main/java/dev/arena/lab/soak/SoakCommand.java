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

/** {@code arena soak}: whether a scorer that works for long grows, or loses anything. */
@Command(
    name = "soak",
    description = {
      "Runs the scorer on this machine under a steady load, and shows how its memory, threads and"
          + " file handles move. Fails when one of them grows by 2 %% or more, or a record is"
          + " lost.",
      "",
      "  ./arena soak",
      "  ./arena soak --duration 5m --every 5s --rate 20 --json soak.json",
      "",
      "Texts have many lengths, and every 50th record is one that cannot be read. Every look makes"
          + " the scorer's JVM collect all garbage. The first sixth of the time is for warming up.",
      ""
    },
    mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {
  private static final String LOGGING = "dev/arena/lab/bench/logback.xml";
  private static final double MOST_RATE = 1000;
  private static final int PRINT_SECONDS = 30;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The model bundle that scores; by default the one that Arena ships.")
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
      description = "Pairs a second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "For how long, such as 5m. Default: ${DEFAULT-VALUE}.")
  private String duration = "1h";

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How often the scorer is looked at. Default: ${DEFAULT-VALUE}.")
  private String every = "30s";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the figures as JSON; - is standard output, in place of the table.")
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
    System.setProperty("logback.configurationFile", LOGGING); // read when the first logger is made
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
        if (soak.begun()) {
          write(soak.report(), output);
        }
      } finally {
        printed.countDown();
      }
    }
  }

  private Soak.Options options() {
    if (!(rate > 0 && rate <= MOST_RATE)) {
      throw new UsageException(
          "--rate is %s; expected pairs a second, more than 0 and at most %.0f."
              .formatted(rate, MOST_RATE));
    }
    Duration time = parsed("--duration", duration);
    Duration look = parsed("--every", every);
    if (look.isZero() || look.multipliedBy(Soak.Options.PARTS).compareTo(time) > 0) {
      throw new UsageException(
          "--every is %s and --duration %s; expected to look at the scorer at least %d times. Make the first shorter."
              .formatted(every, duration, Soak.Options.PARTS));
    }
    Path sample = Path.of(System.getProperty("arena.home", "")).resolve("examples/pairs.csv");
    return new Soak.Options(
        bundle == null ? ModelBundle.shipped() : bundle,
        input == null ? sample.toString() : input,
        rate,
        time,
        look);
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
    boolean jsonAlone = output != null && output.isStandardOutput();
    PrintWriter lines = jsonAlone ? spec.commandLine().getErr() : out;
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

  /** A process that is being stopped waits for the table. */
  private static void await(CountDownLatch printed) {
    try {
      printed.await(PRINT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** A report as lines of text. */
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
              "%s, %.4g pairs/s for %,.0f s%s, looked at %d times; %s, Arena %s",
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
              "%,d sent, %,d answered, %,d dead-lettered, %,d %s, %,d too often or in the wrong topic",
              counts.sent(),
              counts.answered(),
              counts.deadLettered(),
              counts.missing(),
              report.interrupted() ? "not answered yet" : "lost",
              counts.surplus()));
      report.growths().stream().filter(Growth::tooMuch).forEach(growth -> lines.add(grew(growth)));
      return lines;
    }

    private static String row(Growth growth) {
      Double grown = growth.growth();
      return ROW.formatted(
          growth.vital().text(),
          amount(growth.vital(), growth.early()),
          amount(growth.vital(), growth.middle()),
          amount(growth.vital(), growth.late()),
          grown == null ? "-" : String.format(Locale.ROOT, "%+.1f %%", PERCENT * grown));
    }

    private static String grew(Growth growth) {
      return "grew: %s; expected less than %.0f %%. --json FILE holds every look at the scorer."
          .formatted(growth.vital().text(), PERCENT * SoakReport.LIMIT);
    }

    private static String amount(ProcessMetric vital, double value) {
      return switch (vital.unit()) {
        case BYTES -> String.format(Locale.ROOT, "%,.1f MB", value / MEGA);
        case COUNT -> String.format(Locale.ROOT, "%,.0f", value);
      };
    }
  }
}
