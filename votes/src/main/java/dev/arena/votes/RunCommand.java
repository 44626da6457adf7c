package dev.arena.votes;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.operations.Logging;
import dev.arena.kafka.service.ServiceOptions;
import dev.arena.kafka.service.ServiceProcess;
import dev.arena.kafka.service.StartCheck;
import dev.arena.schemas.failure.UsageException;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.config.VotesTopics;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arena votes run}: runs the votes service until it is stopped. */
@Command(
    name = "run",
    description = {
      "Joins votes with preferences, and writes battles, their evaluation and leaderboards, until stopped.",
      "",
      "Examples:",
      "  ./arena votes run --set kafka.bootstrap.servers=broker:9092 --set registry.url=http://registry:8081",
      "  ./arena votes run --config votes.properties",
      "  ./arena votes run --config votes.properties --check",
      ""
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ServiceOptions options = new ServiceOptions();

  @Option(
      names = "--check",
      description =
          "Run every check that a start makes, print what each finds, and exit with 0 if the service would start, else 1. Reads no vote, joins no group, and creates and registers nothing.")
  private boolean check;

  @Option(names = "--json", description = "With --check: as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = options.resolve(VotesKeys.table(), List.of());
    if (json && !check) {
      throw new UsageException("--json is for --check; expected both, or neither.");
    }
    VotesTopics topics = VotesTopics.of(configuration);
    Logging.configure(configuration);
    if (check) {
      StartCheck checks = VotesStartCheck.run(configuration, topics);
      checks.print(json, out());
      return checks.failed() ? CommandRunner.FAILED : CommandRunner.DONE;
    }
    return ServiceProcess.run(
        configuration,
        VotesApplication::start,
        (VotesApplication service) ->
            "%s with %s -> %s"
                .formatted(
                    topics.votes(), String.join(", ", topics.preferences()), topics.battles()),
        out());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
