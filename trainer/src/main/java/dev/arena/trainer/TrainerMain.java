package dev.arena.trainer;

import dev.arena.cli.CommandRunner;
import dev.arena.models.network.Sessions;
import picocli.CommandLine.Command;

/**
 * The commands that make and use models: {@code train}, {@code evaluate}, {@code predict}, {@code
 * export}.
 */
@Command(
    name = "arena",
    description = "Turns votes into a model bundle, evaluates it, and predicts with it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class
    })
public final class TrainerMain {
  TrainerMain() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandRunner.main(new TrainerMain(), arguments, Sessions::stop);
  }
}
