package dev.arena.streamer;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.operations.Logging;
import dev.arena.kafka.service.ServiceOptions;
import dev.arena.kafka.service.ServiceProcess;
import dev.arena.kafka.service.StartCheck;
import dev.arena.schemas.failure.UsageException;
import dev.arena.streamer.config.StreamerKeys;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ServiceOptions options = new ServiceOptions();

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
        options.resolve(
            StreamerKeys.table(),
            bundle == null ? List.of() : List.of(StreamerKeys.BUNDLE.name() + "=" + bundle));
    if (json && !check) {
      throw new UsageException("--json is for --check; expected both, or neither.");
    }
    Logging.configure(configuration);
    if (check) {
      StartCheck checks = ScorerStartCheck.run(configuration);
      checks.print(json, out());
      return checks.failed() ? CommandRunner.FAILED : CommandRunner.DONE;
    }
    return ServiceProcess.run(
        configuration,
        StreamApplication::start,
        (StreamApplication scorer) ->
            "%s -> %s with %s"
                .formatted(
                    configuration.get(KafkaKeys.TOPIC_PAIRS),
                    configuration.get(KafkaKeys.TOPIC_PREFERENCES),
                    scorer.model()),
        out());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
