package dev.arena.local;

import dev.arena.cli.CommandRunner;
import dev.arena.local.demo.DemoCommand;
import dev.arena.local.up.UpCommand;
import dev.arena.models.network.Sessions;
import picocli.CommandLine.Command;

/**
 * The commands that run on one machine: {@code demo} and {@code up}, which start their own Kafka
 * broker and schema registry.
 */
@Command(
    name = "arena",
    description =
        "Runs Kafka, a schema registry, the scorer and the votes service on this machine.",
    subcommands = {DemoCommand.class, UpCommand.class},
    mixinStandardHelpOptions = true)
public final class LocalMain {
  LocalMain() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    CommandRunner.main(new LocalMain(), arguments, Sessions::stop);
  }
}
