package dev.arena.lab.soak;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Shutdown;
import dev.arena.cli.config.ConfigType;
import dev.arena.lab.load.InputPairs;
import dev.arena.lab.report.ReportOutput;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UsageException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The {@code arena soak} command, which tests that a long-running scorer does not leak and loses
 * nothing.
 */
@Command(
    name = "soak",
    description = {
      "Runs the scorer on this machine under a steady load, and shows how its use of memory,"
          + " threads and file handles changes. Fails if one of them grows by 2 %% or more, or if"
          + " a record is lost.",
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
  private static final double MAX_RATE = 1000;
  private static final int PRINT_TIMEOUT_SECONDS = 30;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Model bundle for the scorer (default: the shipped one).")
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

  @Mixin private ReportOutput output = new ReportOutput();

  /** Called by picocli. */
  public SoakCommand() {}

  @Override
  public Integer call() {
    Soak.Options options = options();
    output.prepare();
    Soak soak = new Soak(options, System::nanoTime, Clock.systemUTC());
    CountDownLatch printed = new CountDownLatch(1);
    Shutdown.onSignal("soak-print", () -> await(printed));
    try {
      soak.run(output::say);
      return soak.report().passed() ? CommandRunner.DONE : CommandRunner.FAILED;
    } catch (InterruptedException | InterruptException stopped) {
      return CommandRunner.INTERRUPTED;
    } finally {
      try {
        if (soak.started()) {
          output.write(soak.report());
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
    return new Soak.Options(
        bundle == null ? ModelBundle.shipped() : bundle,
        InputPairs.fileOrSample(input),
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

  /** Makes the process wait for the table before it ends. */
  private static void await(CountDownLatch printed) {
    try {
      printed.await(PRINT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
