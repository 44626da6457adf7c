package dev.arena.streamer;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.SecondInterrupt;
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
  private volatile boolean halts;

  StreamerMain() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    SecondInterrupt.haltsThisProcess();
    StreamerMain main = new StreamerMain();
    int code = CommandRunner.run(main, arguments);
    if (main.halts) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  /** A thread hangs in native code: ends the process without the orderly end, which may hang. */
  void haltAtEnd() {
    halts = true;
  }
}
