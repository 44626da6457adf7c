package dev.arena.console;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.config.ConfigPrinting;
import dev.arena.models.network.Sessions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code console}. */
@Command(
    name = "arena",
    description = "Serves the console.",
    subcommands = ConsoleCommand.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ConsoleMain {
  ConsoleMain() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandRunner.main(new ConsoleMain(), arguments, Sessions::stop);
  }

  /** {@code arena console config}: prints every key with its default and meaning. */
  @Command(
      name = "config",
      description = {
        "Prints every setting of the console with its default and what it means.",
        "",
        "Examples:",
        "  ./arena console config",
        "  ./arena console config --json",
        ""
      },
      mixinStandardHelpOptions = true)
  static final class ConfigCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ConfigPrinting printing = new ConfigPrinting();

    @Override
    public Integer call() {
      printing.print(ConsoleKeys.table(), spec.commandLine().getOut());
      return CommandRunner.DONE;
    }
  }
}
