package dev.arena.streamer;

import dev.arena.models.command.ArenaVersion;
import dev.arena.models.command.CommandRunner;
import dev.arena.streamer.replay.ReplayCommand;
import dev.arena.streamer.tail.TailCommand;
import picocli.CommandLine.Command;

/** The commands that work against a cluster. */
@Command(
    name = "arena",
    description = "Scores conversation pairs on Kafka topics.",
    subcommands = {
      StreamCommand.class,
      ReplayCommand.class,
      TailCommand.class,
      ConfigCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = ArenaVersion.class,
    synopsisSubcommandLabel = "COMMAND")
public final class StreamerMain {
  StreamerMain() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(CommandRunner.run(new StreamerMain(), arguments));
  }
}
