package dev.arena.streamer.replay;

import dev.arena.models.command.CommandRunner;
import dev.arena.models.command.ProgressBar;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.schemas.failure.UsageException;
import dev.arena.streamer.client.Connection;
import dev.arena.streamer.client.ConnectionOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code arena replay}: sends CSV files to the pairs' topic, and with {@code --wait} accounts for
 * every row. Exit code 1 when a row is missing; dead letters are answers of a kind.
 */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends the pairs of CSV files to the scorer, and accounts for every row.",
      "",
      "  ./arena replay examples/pairs.csv --wait",
      "  ./arena replay examples/votes.csv --wait --out predictions.csv",
      "",
      "Rows are sent in the files' order with the pair's id as key. With --wait the answers are"
          + " matched to this run's rows; for files with votes log loss and accuracy are printed.",
      ""
    })
public final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "CSV files in Kaggle's format, - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--wait",
      description = "Wait until every row is answered, a dead letter, or missing.")
  private boolean wait;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "With --wait: write the answers as a Kaggle submission in the files' order, - for standard output. Rows without an answer are left out.")
  private @Nullable String out;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Send N pairs a second, whether answers come or not (default: no limit).")
  private double rate = Double.POSITIVE_INFINITY;

  @Option(names = "--limit", paramLabel = "N", description = "Send no more than N pairs.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "With --wait: give up when no answer came for so long (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds = ReplayOptions.DEFAULT_TIMEOUT.toSeconds();

  @Option(
      names = "--skip-bad-rows",
      description = "Leave out rows that cannot be understood, and count them.")
  private boolean skipBadRows;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private @Nullable CommandSpec spec;

  /** Made and filled by picocli. */
  public ReplayCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    ReplayOptions options = options();
    Connection connection = connectionOptions.connection(System.getenv());
    long total = RowSource.check(options);
    ReplayReport report = new ReplayReport();
    try (Progress progress = new Progress(report, total)) {
      Replay replay = Replay.of(connection, options, progress);
      try (Interruption onInterrupt = Interruption.of(replay, err(), notWritten());
          SubmissionWriter submission = out == null ? null : SubmissionWriter.open(out)) {
        report.writeTo(submission);
        ReplaySummary summary = replay.run();
        if (onInterrupt.happened()) {
          return CommandRunner.INTERRUPTED;
        }
        progress.close();
        tell(report, summary);
        if (submission != null) {
          submission.complete();
        }
        return summary.counts().missing() > 0 ? CommandRunner.FAILED : CommandRunner.DONE;
      }
    }
  }

  private String notWritten() {
    return out == null ? "" : "; " + out + " was not written";
  }

  private void tell(ReplayReport report, ReplaySummary summary) {
    report.unanswered().forEach(err()::println);
    PrintWriter results = SubmissionWriter.STANDARD_OUTPUT.equals(out) ? err() : out();
    report.summary(summary).forEach(results::println);
    results.flush();
  }

  private ReplayOptions options() {
    if (out != null && !wait) {
      throw new UsageException(
          "--out is given without --wait; expected both, since only awaited answers can be"
              + " written. Add --wait.");
    }
    requirePositive("--rate", rate);
    requirePositive("--limit", limit);
    requirePositive("--timeout", timeoutSeconds);
    return new ReplayOptions(
        files,
        skipBadRows ? BadRows.SKIP : BadRows.STOP,
        limit,
        rate,
        wait ? ReplayOptions.Answers.AWAITED : ReplayOptions.Answers.IGNORED,
        Duration.ofSeconds(timeoutSeconds));
  }

  private static void requirePositive(String option, double value) {
    if (!(value > 0)) {
      throw new UsageException(option + " is " + value + "; expected a number above 0.");
    }
  }

  private PrintWriter out() {
    return commandSpec().commandLine().getOut();
  }

  private PrintWriter err() {
    return commandSpec().commandLine().getErr();
  }

  private CommandSpec commandSpec() {
    CommandSpec given = spec;
    if (given == null) {
      throw new IllegalStateException("the command is run by picocli only");
    }
    return given;
  }

  /** Passes rows on to the report, and shows how many are done once rows are sent. */
  private final class Progress implements ReplayListener, AutoCloseable {
    private final ReplayReport report;
    private final long total;
    private @Nullable ProgressBar bar;

    private Progress(ReplayReport report, long total) {
      this.report = report;
      this.total = total;
    }

    @Override
    public void accounted(ReplayRow row, RowFate fate) {
      report.accounted(row, fate);
    }

    @Override
    public void progress(ReplayProgress now) {
      ProgressBar shown = bar == null ? ProgressBar.onStderr("replay", "pairs", total) : bar;
      bar = shown;
      if (!wait) {
        shown.update(now.sent());
        return;
      }
      String extra = now.sent() + " sent";
      if (now.deadLetters() > 0) {
        extra += ", " + now.deadLetters() + " dead letters";
      }
      shown.update(now.answered() + now.deadLetters(), extra);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
