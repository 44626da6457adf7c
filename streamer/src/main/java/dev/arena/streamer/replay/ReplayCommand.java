package dev.arena.streamer.replay;

import dev.arena.cli.ColumnsOption;
import dev.arena.cli.CommandRunner;
import dev.arena.cli.ProgressBar;
import dev.arena.cli.ReplaceOption;
import dev.arena.cli.Shutdown;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.file.OutputFile;
import dev.arena.schemas.file.WholeFile;
import dev.arena.schemas.format.PairFormat;
import dev.arena.streamer.config.StreamerKeys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code arena replay}: sends files of pairs to the pairs' topic, and with {@code --wait} accounts
 * for every row. The exit code is 1 if a row is missing; a dead letter counts as an answer.
 */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends the pairs of CSV and JSONL files to the scorer, and accounts for every row.",
      "",
      "  ./arena replay examples/pairs.csv --wait",
      "  ./arena replay examples/votes.csv --wait --out result.csv",
      "  ./arena replay votes.jsonl.gz --run nightly --resume --wait --report report.json",
      "  ./arena replay votes.jsonl --votes",
      "",
      "Rows are sent in the files' order, with the pair's id as key. With --wait, the answers are"
          + " matched to this run's rows; for files with votes, log loss and accuracy are printed.",
      "",
      "A named run can be resumed after Ctrl-C or a crash: consumers of committed records see each"
          + " row once.",
      "",
      "Exit codes: 0 every row was sent and, with --wait, was answered or became a dead letter; 1 a"
          + " row is missing, or something failed; 2 wrong usage, nothing was sent; 130 Ctrl-C.",
      ""
    })
public final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "CSV or JSONL files, also .gz, recognised by their names; - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--wait",
      description = "Wait until every row is accounted for: answered, a dead letter, or missing.")
  private boolean wait;

  @Option(
      names = "--votes",
      description =
          "Send each row's vote to the topic of votes once its preference was read; implies --wait.")
  private boolean votes;

  @Option(
      names = "--voted-at",
      paramLabel = "now|file",
      description =
          "With --votes: a vote counts as cast when it is sent (now, the default), or when the file says.")
  private @Nullable String votedAt;

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl",
      description = "The format of all files, regardless of their names.")
  private @Nullable String format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "With --wait: write every row with its answer, or the reason why it has none, in the files' order; as JSONL if FILE ends in .jsonl, else as CSV; - for standard output.")
  private @Nullable String out;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the summary as JSON; - for standard output.")
  private @Nullable String reportFile;

  @Option(names = "--run", paramLabel = "NAME", description = "The name of the run, for --resume.")
  private @Nullable String run;

  @Option(
      names = "--resume",
      description = "Resume the run named by --run where it stopped; start it if it is new.")
  private boolean resume;

  @Option(
      names = "--max-outstanding",
      paramLabel = "N",
      description = "Maximum number of unanswered pairs (default: ${DEFAULT-VALUE}).")
  private int maxOutstanding = ReplayFlow.DEFAULT_MAX_OUTSTANDING;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Send N pairs a second while --max-outstanding allows it (default: no limit).")
  private double rate = Double.POSITIVE_INFINITY;

  @Option(names = "--limit", paramLabel = "N", description = "Send no more than N pairs.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Fail if the scorer makes no progress for this long (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds = ReplayFlow.DEFAULT_TIMEOUT.toSeconds();

  @Option(names = "--skip-bad-rows", description = "Skip and count rows that cannot be read.")
  private boolean skipBadRows;

  @Mixin private ColumnsOption columns = new ColumnsOption();

  @Mixin private ReplaceOption replace = new ReplaceOption();

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    ReplayOptions options = options();
    requireOutputs();
    Connection connection = connectionOptions.connection(StreamerKeys.table(), System.getenv());
    RowSource.CheckedRows checked = RowSource.check(options.input());
    ReplayReport report = new ReplayReport();
    try (ReplayBar bar = new ReplayBar(report, checked.count(), options.awaitsAnswers())) {
      Replay replay = new Replay(connection, options, bar);
      try (ReplayInterrupt onInterrupt = new ReplayInterrupt(replay, err(), onInterruption());
          WholeFile json = reportFile == null ? null : WholeFile.open(reportFile);
          ResultFile result = out == null ? null : ResultFile.open(out)) {
        report.writeTo(result);
        ReplaySummary summary = replay.run();
        if (onInterrupt.happened()) {
          return CommandRunner.INTERRUPTED;
        }
        bar.close();
        checked.requireSame(summary.counts());
        tell(report, summary);
        if (result != null) {
          result.complete();
        }
        if (json != null) {
          json.write(report.json(summary));
          json.complete();
        }
        return summary.counts().missing() > 0 ? CommandRunner.FAILED : CommandRunner.DONE;
      }
    }
  }

  /** Fails before anything is sent if an output cannot be written. */
  private void requireOutputs() {
    requireOutput("--out", out);
    requireOutput("--report", reportFile);
    if (out != null && reportFile != null && OutputFile.isSame(Path.of(out), Path.of(reportFile))) {
      throw new UsageException(
          "--out and --report both name %s; expected two files. Name another.".formatted(out));
    }
  }

  private void requireOutput(String option, @Nullable String file) {
    if (file != null && !file.equals(OutputFile.STANDARD_OUTPUT)) {
      OutputFile.requireNoInput(option, file, files);
      OutputFile.folderOf(Path.of(file));
      OutputFile.requireNew(Path.of(file), replace.given());
    }
  }

  private String onInterruption() {
    String notWritten = out == null ? "" : "; " + out + " was not written";
    return notWritten + (run == null ? "" : "; rerun with --resume to continue " + run);
  }

  private void tell(ReplayReport report, ReplaySummary summary) {
    report.unanswered().forEach(err()::println);
    boolean taken =
        OutputFile.STANDARD_OUTPUT.equals(out) || OutputFile.STANDARD_OUTPUT.equals(reportFile);
    PrintWriter results = taken ? err() : out();
    report.summary(summary).forEach(results::println);
    results.flush();
  }

  private ReplayOptions options() {
    if (out != null && !wait && !votes) {
      throw new UsageException(
          "--out is given without --wait; expected both, since only awaited answers can be"
              + " written. Add --wait.");
    }
    requirePositive("--rate", rate);
    requirePositive("--limit", limit);
    requirePositive("--timeout", timeoutSeconds);
    if (maxOutstanding < 1 || maxOutstanding > ReplayFlow.LARGEST_MAX_OUTSTANDING) {
      throw new UsageException(
          "--max-outstanding is %d; expected 1 to %d."
              .formatted(maxOutstanding, ReplayFlow.LARGEST_MAX_OUTSTANDING));
    }
    return new ReplayOptions(
        new ReplayInput(
            files,
            format(),
            skipBadRows ? BadRows.SKIP : BadRows.STOP,
            columns.names(),
            limit,
            votedAt()),
        new ReplayFlow(rate, maxOutstanding, Duration.ofSeconds(timeoutSeconds)),
        wait || votes,
        namedRun());
  }

  private @Nullable PairFormat format() {
    if (format == null) {
      return null;
    }
    return switch (format) {
      case "csv" -> PairFormat.CSV;
      case "jsonl" -> PairFormat.JSONL;
      default ->
          throw new UsageException("--format is %s; expected csv or jsonl.".formatted(format));
    };
  }

  private @Nullable VotedAt votedAt() {
    if (!votes) {
      if (votedAt != null) {
        throw new UsageException(
            "--voted-at is given without --votes; expected both, since it is about votes. Add --votes.");
      }
      return null;
    }
    return switch (votedAt == null ? "now" : votedAt) {
      case "now" -> VotedAt.SENDING;
      case "file" -> VotedAt.FILE;
      default ->
          throw new UsageException("--voted-at is %s; expected now or file.".formatted(votedAt));
    };
  }

  private @Nullable NamedRun namedRun() {
    if (run == null) {
      if (resume) {
        throw new UsageException(
            "--resume is given without --run; expected the name of the run to resume. Add --run NAME.");
      }
      return null;
    }
    if (!NamedRun.isName(run)) {
      throw new UsageException(
          "--run is %s; expected 1 to 100 letters, digits, dots, underscores or hyphens."
              .formatted(run));
    }
    return new NamedRun(run, resume);
  }

  private static void requirePositive(String option, double value) {
    if (!(value > 0)) {
      throw new UsageException(option + " is " + value + "; expected a number above 0.");
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Passes rows on to the report, and shows the progress on stderr once rows are sent. */
  private static final class ReplayBar implements ReplayListener, AutoCloseable {
    private final ReplayReport report;
    private final long total;
    private final boolean answers;
    private @Nullable ProgressBar bar;

    /**
     * A bar that is not shown yet.
     *
     * @param total number of rows, 0 if unknown
     * @param answers whether the bar counts answers instead of sent rows
     */
    ReplayBar(ReplayReport report, long total, boolean answers) {
      this.report = report;
      this.total = total;
      this.answers = answers;
    }

    @Override
    public void accounted(ReplayRow row, RowResult result) {
      report.accounted(row, result);
    }

    @Override
    public void progress(ReplayProgress now) {
      long done = answers ? now.answered() + now.deadLetters() : now.sent();
      ProgressBar shown = bar;
      if (shown == null) {
        shown = ProgressBar.onStderr("replay", "pairs", total);
        shown.startAt(done); // a resumed run has already sent rows
        bar = shown;
      }
      if (!answers) {
        shown.update(done);
        return;
      }
      String extra = now.sent() + " sent";
      if (now.deadLetters() > 0) {
        extra += ", " + now.deadLetters() + " dead letters";
      }
      shown.update(done, extra);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  /**
   * Handles Ctrl-C during a replay: stops sending, lets the producer finish the rows it already
   * has, and prints how far the run got. Active until closed.
   */
  private static final class ReplayInterrupt implements AutoCloseable {
    private static final Duration LAST_STEP = Duration.ofSeconds(30);

    private final Replay replay;
    private final PrintWriter err;
    private final String note;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Shutdown.Action action;
    private volatile boolean happened;

    /**
     * Installs the handler.
     *
     * @param note the end of the printed line
     */
    ReplayInterrupt(Replay replay, PrintWriter err, String note) {
      this.replay = replay;
      this.err = err;
      this.note = note;
      this.action = Shutdown.onSignal("replay-interrupt", this::stop);
    }

    /** Whether the process is being stopped. */
    boolean happened() {
      return happened;
    }

    private void stop() {
      happened = true;
      replay.stop();
      boolean complete = false;
      try {
        complete = ended.await(LAST_STEP.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      ReplayProgress counts = replay.progress();
      boolean answers = counts.answered() + counts.deadLetters() > 0;
      err.printf(
          "interrupted: %d pairs sent%s%s (run %s)%s%n",
          counts.sent(),
          complete ? "" : " (the broker has not confirmed all of them)",
          answers
              ? ", %d answered, %d dead letters".formatted(counts.answered(), counts.deadLetters())
              : "",
          replay.runId(),
          note);
      err.flush();
    }

    /** Signals a running handler that the last step is done, or removes the handler. */
    @Override
    public void close() {
      ended.countDown();
      if (!action.remove()) {
        happened = true;
      }
    }
  }
}
