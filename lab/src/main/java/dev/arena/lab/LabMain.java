package dev.arena.lab;

import dev.arena.cli.CommandRunner;
import dev.arena.lab.bench.BenchCommand;
import dev.arena.lab.prove.ProveCommand;
import dev.arena.lab.soak.SoakCommand;
import dev.arena.models.network.Sessions;
import picocli.CommandLine.Command;

/** The commands that test the scorer: {@code bench}, {@code prove} and {@code soak}. */
@Command(
    name = "arena",
    description =
        "Measures the scorer on this machine, and tests that it loses nothing and does not leak.",
    subcommands = {BenchCommand.class, ProveCommand.class, SoakCommand.class},
    mixinStandardHelpOptions = true)
public final class LabMain {
  LabMain() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    CommandRunner.main(new LabMain(), arguments, Sessions::stop);
  }
}
