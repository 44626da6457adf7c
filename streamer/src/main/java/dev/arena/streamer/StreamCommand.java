package dev.arena.streamer;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Shutdown;
import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.operations.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena stream}: runs a scorer until it is stopped. */
@Command(
    name = "stream",
    description = {
      "Scores every pair on a topic and writes preferences, until stopped.",
      "",
      "Examples:",
      "  ./arena stream --set kafka.bootstrap.servers=broker:9092 --set registry.url=http://registry:8081",
      "  ./arena stream --bundle models/mine --config scorer.properties",
      "  ./arena stream --config scorer.properties --check",
      ""
    },
    mixinStandardHelpOptions = true)
final class StreamCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(StreamCommand.class);
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The model bundle that scores (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(
      names = "--check",
      description =
          "Run every check that a start makes, print what each finds, and exit with 0 if a scorer would start, else 1. Reads no pair, joins no group, and creates and registers nothing.")
  private boolean check;

  @Option(names = "--json", description = "With --check: as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration =
        options.resolve(bundle == null ? List.of() : List.of("arena.bundle=" + bundle));
    if (json && !check) {
      throw new UsageException("--json is for --check; expected both, or neither.");
    }
    Logging.configure(configuration);
    if (check) {
      List<StartCheck.Result> results = new StartCheck(configuration).results();
      StartCheck.print(results, json, out());
      return results.stream().anyMatch(StartCheck.Result::isFailure)
          ? CommandRunner.FAILED
          : CommandRunner.DONE;
    }
    try {
      return run(configuration);
    } catch (UserException | UsageException told) {
      if (!Logging.isJson(configuration)) {
        throw told;
      }
      LOG.error("{}", told.getMessage());
      return told instanceof UsageException ? CommandRunner.WRONG_USAGE : CommandRunner.FAILED;
    }
  }

  private int run(Configuration configuration) throws InterruptedException {
    StreamApplication scorer = StreamApplication.start(configuration);
    try {
      Shutdown.onSignal("arena-stop", () -> close(scorer));
      scorer.awaitReady(READY_TIMEOUT);
      out().println(readyLine(configuration, scorer));
      scorer.awaitEnd();
    } finally {
      close(scorer);
    }
    return CommandRunner.DONE;
  }

  private static void close(StreamApplication scorer) {
    scorer.close();
    if (scorer.abandoned()) {
      Shutdown.haltAtEnd();
    }
  }

  private static String readyLine(Configuration configuration, StreamApplication scorer) {
    String host = configuration.get(StreamerKeys.HTTP_HOST);
    String health =
        scorer.httpPort().isPresent()
            ? ", health and metrics at http://" + host + ":" + scorer.httpPort().getAsInt()
            : "";
    return "ready: %s -> %s with %s%s"
        .formatted(
            configuration.get(KafkaKeys.TOPIC_PAIRS),
            configuration.get(KafkaKeys.TOPIC_PREFERENCES),
            scorer.model(),
            health);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** The options that give the configuration. */
  private static final class ConfigurationOptions {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "A properties file with keys and values.")
    private @Nullable Path file;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "One setting; may be repeated. All keys: ./arena config")
    private List<String> assignments = new ArrayList<>();

    /**
     * Resolves the options, the environment and the defaults.
     *
     * @param shortcuts assignments made by other options of the command; they have the priority of
     *     --set
     * @throws dev.arena.schemas.failure.UsageException naming every mistake
     */
    Configuration resolve(List<String> shortcuts) {
      List<String> all = new ArrayList<>(assignments);
      all.addAll(shortcuts);
      ConfigSources sources =
          ConfigSources.none().withEnvironment(System.getenv()).withAssignments(all);
      return StreamerKeys.table().resolve(file == null ? sources : sources.withFile(file));
    }
  }
}
