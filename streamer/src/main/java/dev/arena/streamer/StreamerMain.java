package dev.arena.streamer;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.config.ConfigPrinting;
import dev.arena.models.network.Sessions;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.dlq.DlqCommand;
import dev.arena.streamer.replay.ReplayCommand;
import dev.arena.streamer.score.ScoreCommand;
import dev.arena.streamer.tail.TailCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
      StreamerMain.ConfigCommand.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class StreamerMain {
  StreamerMain() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandRunner.main(new StreamerMain(), arguments, Sessions::stop);
  }

  /** {@code arena config}: prints every key with its default and meaning. */
  @Command(
      name = "config",
      description = {
        "Prints every setting with its default and what it means.",
        "",
        "Examples:",
        "  ./arena config",
        "  ./arena config --json",
        ""
      },
      mixinStandardHelpOptions = true)
  static final class ConfigCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ConfigPrinting printing = new ConfigPrinting();

    @Override
    public Integer call() {
      printing.print(StreamerKeys.table(), spec.commandLine().getOut());
      return CommandRunner.DONE;
    }
  }
}
