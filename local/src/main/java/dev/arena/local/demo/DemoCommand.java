package dev.arena.local.demo;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Terminal;
import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.console.ConsoleApplication;
import dev.arena.console.ConsoleKeys;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LeaderboardRow;
import dev.arena.schemas.Preference;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import dev.arena.servers.StartReport;
import dev.arena.servers.TemporaryStack;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.replay.Replay;
import dev.arena.streamer.replay.ReplayFlow;
import dev.arena.streamer.replay.ReplayInput;
import dev.arena.streamer.replay.ReplayListener;
import dev.arena.streamer.replay.ReplayOptions;
import dev.arena.streamer.replay.ReplayRow;
import dev.arena.streamer.replay.ReplaySummary;
import dev.arena.streamer.replay.RowResult;
import dev.arena.streamer.replay.VotedAt;
import dev.arena.streamer.score.PreferenceTable;
import dev.arena.votes.VotesApplication;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.evaluation.LiveLogLoss;
import dev.arena.votes.leaderboard.MainBoard;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The {@code demo} command: it starts all servers, replays the shipped sample with its votes,
 * prints the preferences, how well they predicted the votes, and how the votes rank the models, and
 * stops the servers.
 */
@Command(
    name = "demo",
    description = {
      "Scores the shipped sample of conversation pairs on this machine, then casts its votes, and shows how well the scorer predicted them and how they rank the models.",
      "Starts a real Kafka broker, a schema registry, the scorer and the votes service, and stops them at the end.",
      "",
      "Examples:",
      "  ./arena demo",
      "  ./arena demo --limit 5",
      "  ./arena demo --open",
      ""
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final String LOGGING = "dev/arena/local/demo/logback.xml";
  private static final String PARTITIONS = "1"; // more would only take longer to start
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(1);

  /** How long the votes service may take until it has counted all votes. */
  private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration COUNT_INTERVAL = Duration.ofMillis(100);

  /** The component of the board that has the most models; others cannot be compared with it. */
  private static final Integer FIRST = 1;

  private static final int SHOWN_MODELS = 3;

  /** What a board says of a model with few voters. */
  private static final String PROVISIONAL = "provisional";

  @Option(names = "--limit", paramLabel = "N", description = "Score no more than N pairs.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description =
          "Model bundle for the scorer and, with --open, the console (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(
      names = "--open",
      description =
          "At the end, keep everything running until Ctrl-C, and show the console in a browser.")
  private boolean open;

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
    System.err.println(
        "arena: starting Kafka, a schema registry, the scorer and the votes service");
    StartReport report = StartReport.lines(System.err, System::nanoTime);
    try (TemporaryStack stack = TemporaryStack.start("arena-demo", report)) {
      // the votes service joins its group while the scorer loads its model
      Configuration configuration = votesConfiguration(stack);
      VotesApplication votes =
          stack.launch(() -> VotesApplication.start(configuration), VotesApplication::close);
      StreamApplication scorer = startScorer(stack);
      scorer.awaitReady(READY_TIMEOUT);
      report.ready("the scorer");
      votes.awaitReady(READY_TIMEOUT);
      report.ready("the votes service");
      System.err.printf(
          Locale.ROOT, "arena: %s scores %s%n%n", scorer.model(), sample.getFileName());
      PreferenceTable table =
          new PreferenceTable(
              new PrintWriter(System.out, true, Charset.defaultCharset()), Terminal.ofStdout());
      table.header();
      Connection connection =
          Connection.to(
              stack.servers().kafka().bootstrapServers(), stack.servers().registry().url());
      TableRows rows = new TableRows(table, new HashSet<>());
      ReplaySummary summary = new Replay(connection, options(sample), rows).run();
      System.out.println();
      System.out.println(sentence(summary));
      Optional<LiveLogLoss> evaluated =
          await(
              () ->
                  LiveLogLoss.read(connection, configuration.get(VotesKeys.TOPIC_EVALUATION))
                      .stream()
                      .filter(each -> each.votes() == summary.votes())
                      .findFirst());
      System.out.println(sentence(summary, rows.voters().size(), evaluated));
      Optional<Leaderboard> board =
          await(
              () ->
                  MainBoard.read(connection, configuration.get(VotesKeys.TOPIC_LEADERBOARD))
                      .filter(each -> each.getVotes() == summary.votes()));
      System.out.println(sentence(board));
      if (open) {
        showConsole(stack);
      } else {
        System.err.println(
            "arena: next: ./arena up keeps the stack running, ./arena train builds a model from"
                + " your votes");
      }
      return summary.counts().missing() == 0 && evaluated.isPresent() && board.isPresent()
          ? CommandRunner.DONE
          : CommandRunner.FAILED;
    }
  }

  private ReplayOptions options(Path sample) {
    ReplayInput input =
        new ReplayInput(
            List.of(sample.toString()),
            null,
            BadRows.STOP,
            ColumnNames.OWN,
            limit,
            VotedAt.SENDING);
    return new ReplayOptions(input, ReplayFlow.unlimited(), true, null);
  }

  /** Rejects an unreadable bundle before anything starts. */
  private void requireBundle() {
    Path named =
        bundle != null
            ? bundle
            : StreamerKeys.bundle(StreamerKeys.table().resolve(ConfigSources.none()));
    ModelBundle.load(named);
  }

  /** Starts a scorer in this process. */
  private StreamApplication startScorer(TemporaryStack stack) throws InterruptedException {
    Map<String, String> settings =
        LocalService.settings(stack.folder().resolve("scorer"), stack.servers());
    settings.put(StreamerKeys.HTTP_PORT.name(), "off");
    settings.put(KafkaKeys.TOPIC_PARTITIONS.name(), PARTITIONS);
    if (bundle != null) {
      settings.put(StreamerKeys.BUNDLE.name(), bundle.toString());
    }
    Configuration configuration =
        StreamerKeys.table().resolve(ConfigSources.none().withCommandLine(settings));
    return stack.launch(() -> StreamApplication.start(configuration), StreamApplication::close);
  }

  /** Serves the console until Ctrl-C. */
  private void showConsole(TemporaryStack stack) throws InterruptedException {
    Map<String, String> settings =
        LocalService.settings(stack.folder().resolve("console"), stack.servers());
    settings.put(ConsoleKeys.HTTP_PORT.name(), "off");
    settings.put(ConsoleKeys.PORT.name(), "0");
    settings.put(ConsoleKeys.TEXTS.name(), "true");
    settings.put(ConsoleKeys.VOTING.name(), "true");
    if (bundle != null) {
      settings.put(StreamerKeys.BUNDLE.name(), bundle.toString());
    }
    Configuration configuration =
        ConsoleKeys.table().resolve(ConfigSources.none().withCommandLine(settings));
    ConsoleApplication console =
        stack.launch(() -> ConsoleApplication.start(configuration), ConsoleApplication::close);
    String address = "http://127.0.0.1:" + console.port();
    boolean shown = Browser.show(address, System.getenv(), System.getProperty("os.name"));
    System.err.printf(
        "arena: the console is at %s%s; Ctrl-C stops everything%n",
        address, shown ? "" : " (no browser could be started)");
    console.awaitEnd();
  }

  private static Configuration votesConfiguration(TemporaryStack stack) {
    Map<String, String> settings =
        LocalService.settings(stack.folder().resolve("votes"), stack.servers());
    settings.put(VotesKeys.HTTP_PORT.name(), "off");
    settings.put(KafkaKeys.TOPIC_PARTITIONS.name(), PARTITIONS);
    return VotesKeys.table().resolve(ConfigSources.none().withCommandLine(settings));
  }

  /** Reads what the votes service has written. */
  private interface Reading<T> {
    /** Empty if it does not count all votes yet. */
    Optional<T> read() throws InterruptedException;
  }

  /** What the votes service writes once it has counted all votes; empty if that takes too long. */
  private static <T> Optional<T> await(Reading<T> reading) throws InterruptedException {
    long deadline = System.nanoTime() + COUNT_TIMEOUT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<T> found = reading.read();
      if (found.isPresent()) {
        return found;
      }
      Thread.sleep(COUNT_INTERVAL.toMillis());
    }
    return Optional.empty();
  }

  private static String sentence(
      ReplaySummary summary, int voters, Optional<LiveLogLoss> evaluated) {
    String figures =
        evaluated
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "log loss %.2f (class prior %.2f, guessing 1.10)",
                        each.logLoss(),
                        each.classPriorLogLoss()))
            .orElse("no evaluation within " + COUNT_TIMEOUT.toSeconds() + " s");
    return "%d votes by %d invented voters: %s".formatted(summary.votes(), voters, figures);
  }

  private static String sentence(Optional<Leaderboard> board) {
    if (board.isEmpty()) {
      return "no leaderboard within " + COUNT_TIMEOUT.toSeconds() + " s";
    }
    List<LeaderboardRow> ranked =
        board.get().getRows().stream().filter(row -> FIRST.equals(row.getComponent())).toList();
    if (ranked.isEmpty()) {
      return "no model ranked: no chain of wins and losses connects two of them";
    }
    String best =
        ranked.stream()
            .limit(SHOWN_MODELS)
            .map(row -> String.format(Locale.ROOT, "%s %.0f", row.getModel(), row.getRating()))
            .collect(Collectors.joining(", "));
    return "%d models ranked: %s%s (%d provisional)"
        .formatted(
            ranked.size(),
            best,
            ranked.size() > SHOWN_MODELS ? ", ..." : "",
            ranked.stream().filter(row -> row.getStatus().equals(PROVISIONAL)).count());
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
    Path sample = home.resolve("examples").resolve("votes.csv");
    if (!Files.isRegularFile(sample)) {
      throw new UserException(
          sample.toAbsolutePath()
              + " does not exist; expected the sample that Arena ships. Run the demo with"
              + " ./arena demo.");
    }
    return sample;
  }

  /**
   * A listener that prints each row of a replay once its preference or dead letter has arrived.
   *
   * @param voters receives whose votes were sent
   */
  private record TableRows(PreferenceTable table, Set<String> voters) implements ReplayListener {
    @Override
    public void accounted(ReplayRow row, RowResult result) {
      if (result instanceof RowResult.Answered answered) {
        if (row.row().voter() != null) {
          voters.add(row.row().voter());
        }
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
