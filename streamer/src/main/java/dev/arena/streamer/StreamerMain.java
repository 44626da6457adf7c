package dev.arena.streamer;

import dev.arena.cli.CommandRunner;
import dev.arena.models.network.Sessions;
import dev.arena.streamer.dlq.DlqCommand;
import dev.arena.streamer.replay.ReplayCommand;
import dev.arena.streamer.score.ScoreCommand;
import dev.arena.streamer.tail.TailCommand;
import picocli.CommandLine.Command;

/** The commands of the scorer: {@code score} on this machine, the others against a cluster. */
@Command(
    name = "arena",
    description = "Scores conversation pairs on Kafka topics.",
    subcommands = {
      ScoreCommand.class,
      StreamCommand.class,
      ReplayCommand.class,
      TailCommand.class,
      DlqCommand.class,
      ConfigCommand.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class StreamerMain {
  StreamerMain() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandRunner.main(new StreamerMain(), arguments, Sessions::stop);
  }
}
