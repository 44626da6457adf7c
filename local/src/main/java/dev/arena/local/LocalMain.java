package dev.arena.local;

import dev.arena.local.bench.BenchCommand;
import dev.arena.local.demo.DemoCommand;
import dev.arena.local.prove.ProveCommand;
import dev.arena.local.soak.SoakCommand;
import dev.arena.local.up.UpCommand;
import dev.arena.models.command.CommandRunner;
import dev.arena.models.command.SecondInterrupt;
import picocli.CommandLine.Command;

/**
 * The commands for one machine: {@code demo} and {@code up}, which bring their own Kafka and schema
 * registry, {@code bench}, {@code prove} and {@code soak}.
 */
@Command(
    name = "arena",
    description =
        "Kafka, a schema registry and the scorer together on this machine, how fast it scores, and"
            + " that it loses nothing.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      BenchCommand.class,
      ProveCommand.class,
      SoakCommand.class
    },
    mixinStandardHelpOptions = true)
public final class LocalMain {
  LocalMain() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    SecondInterrupt.haltsThisProcess();
    System.exit(CommandRunner.run(new LocalMain(), arguments));
  }
}
