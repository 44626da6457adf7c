package dev.arena.local.demo;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Terminal;
import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.Preference;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import dev.arena.servers.StartReport;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.replay.Replay;
import dev.arena.streamer.replay.ReplayListener;
import dev.arena.streamer.replay.ReplayOptions;
import dev.arena.streamer.replay.ReplayRow;
import dev.arena.streamer.replay.ReplaySummary;
import dev.arena.streamer.replay.RowResult;
import dev.arena.streamer.score.PreferenceTable;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The {@code demo} command: it starts all servers, replays the shipped sample, prints the
 * preferences, and stops the servers.
 */
@Command(
    name = "demo",
    description = {
      "Scores the shipped sample of conversation pairs on this machine and shows the preferences.",
      "Starts a real Kafka broker, a schema registry and the scorer, and stops them at the end.",
      "",
      "Examples:",
      "  ./arena demo",
      "  ./arena demo --limit 5",
      ""
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final String LOGGING = "dev/arena/local/demo/logback.xml";
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(1);

  @Option(names = "--limit", paramLabel = "N", description = "Score no more than N pairs.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Model bundle for the scorer (default: the shipped one).")
  private @Nullable Path bundle;

  /** Called by picocli. */
  public DemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw new UsageException("--limit is " + limit + "; expected at least 1.");
    }
    Path sample = sample();
    System.setProperty("logback.configurationFile", LOGGING); // read by the first logger
    requireBundle();
    System.err.println("arena: starting Kafka, a schema registry and the scorer");
    StartReport report = StartReport.lines(System.err, System::nanoTime);
    try (TemporaryStack stack = TemporaryStack.start("arena-demo", report)) {
      StreamApplication scorer = startScorer(stack);
      report.ready("the scorer");
      System.err.printf(
          Locale.ROOT, "arena: %s scores %s%n%n", scorer.model(), sample.getFileName());
      PreferenceTable table =
          new PreferenceTable(
              new PrintWriter(System.out, true, Charset.defaultCharset()), Terminal.ofStdout());
      table.header();
      Connection connection =
          Connection.to(
              stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
      ReplayOptions options = ReplayOptions.awaiting(List.of(sample.toString()), limit);
      ReplaySummary summary = new Replay(connection, options, new TableRows(table)).run();
      System.out.println();
      System.out.println(sentence(summary));
      System.err.println(
          "arena: next: ./arena up keeps the stack running, ./arena train builds a model from your"
              + " votes");
      return summary.counts().missing() == 0 ? CommandRunner.DONE : CommandRunner.FAILED;
    }
  }

  /** Rejects an unreadable bundle before anything starts. */
  private void requireBundle() {
    Path named =
        bundle != null
            ? bundle
            : StreamerKeys.bundle(StreamerKeys.table().resolve(ConfigSources.none()));
    ModelBundle.load(named);
  }

  /** Starts a scorer in this process and returns when it is ready. */
  private StreamApplication startScorer(TemporaryStack stack) throws InterruptedException {
    Map<String, String> settings =
        LocalService.settings(stack.folder().resolve("scorer"), stack.servers());
    settings.put(StreamerKeys.HTTP_PORT.name(), "off");
    if (bundle != null) {
      settings.put("arena.bundle", bundle.toString());
    }
    Configuration configuration =
        StreamerKeys.table().resolve(ConfigSources.none().withCommandLine(settings));
    StreamApplication scorer =
        stack.launch(() -> StreamApplication.start(configuration), StreamApplication::close);
    scorer.awaitReady(READY_TIMEOUT);
    return scorer;
  }

  private static String sentence(ReplaySummary summary) {
    long missing = summary.counts().missing();
    return String.format(
        Locale.ROOT,
        "%d pairs scored in %.1f s, %d dead letters%s",
        summary.counts().answered(),
        summary.elapsed().toMillis() / 1e3,
        summary.counts().deadLetters(),
        missing == 0 ? "" : ", " + missing + " missing");
  }

  private static Path sample() {
    Path home = Path.of(System.getProperty("arena.home", ""));
    Path sample = home.resolve("examples").resolve("pairs.csv");
    if (!Files.isRegularFile(sample)) {
      throw new UserException(
          sample.toAbsolutePath()
              + " does not exist; expected the sample that Arena ships. Run the demo with"
              + " ./arena demo.");
    }
    return sample;
  }

  /** A listener that prints each row of a replay once its preference or dead letter has arrived. */
  private record TableRows(PreferenceTable table) implements ReplayListener {
    @Override
    public void accounted(ReplayRow row, RowResult result) {
      if (result instanceof RowResult.Answered answered) {
        Preference preference = answered.preference();
        table.row(
            new PreferenceTable.Row(
                row.id(),
                row.promptBeginning(),
                List.of(
                    preference.getWinnerModelA(),
                    preference.getWinnerModelB(),
                    preference.getWinnerTie())));
      } else if (result instanceof RowResult.DeadLettered dead) {
        table.note(row.id(), "dead letter: " + dead.reason());
      } else if (result instanceof RowResult.Missing missing) {
        table.note(row.id(), "missing: " + missing.reason());
      }
    }
  }
}
