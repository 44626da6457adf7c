package dev.arena.dist;

import dev.arena.cli.CommandRunner;
import picocli.CommandLine.Command;

/** The command that packs Arena: {@code dist}. */
@Command(
    name = "arena",
    description = "Packs Arena into one archive.",
    subcommands = DistCommand.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DistMain {
  private DistMain() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandRunner.main(new DistMain(), arguments, () -> {});
  }
}
