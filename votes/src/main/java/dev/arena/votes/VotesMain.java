package dev.arena.votes;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.config.ConfigPrinting;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.evaluation.CompareCommand;
import dev.arena.votes.evaluation.EvaluationCommand;
import dev.arena.votes.export.ExportCommand;
import dev.arena.votes.forget.ForgetCommand;
import dev.arena.votes.leaderboard.LeaderboardCommand;
import dev.arena.votes.promote.PromoteCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about votes. */
@Command(
    name = "arena",
    description = "Compares votes with what scorers predicted for their pairs.",
    subcommands = {VotesMain.VotesCommand.class, PromoteCommand.class},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class VotesMain {
  VotesMain() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandRunner.main(new VotesMain(), arguments, () -> {});
  }

  /** {@code arena votes}: the group of these commands. */
  @Command(
      name = "votes",
      description = {
        "Joins votes with what scorers predicted for their pairs, prints how well they predict them,"
            + " exports the votes, and ranks the models in files of votes.",
        "",
        "Examples:",
        "  ./arena votes run --config votes.properties",
        "  ./arena votes evaluation",
        "  ./arena votes compare",
        "  ./arena votes export --format csv --out votes.csv",
        "  ./arena votes leaderboard votes.csv",
        "  ./arena votes config",
        ""
      },
      subcommands = {
        RunCommand.class,
        EvaluationCommand.class,
        CompareCommand.class,
        ExportCommand.class,
        ForgetCommand.class,
        LeaderboardCommand.class,
        ConfigCommand.class
      },
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND")
  static final class VotesCommand {}

  /** {@code arena votes config}: prints every key with its default and meaning. */
  @Command(
      name = "config",
      description = {
        "Prints every setting of the votes service with its default and what it means.",
        "",
        "Examples:",
        "  ./arena votes config",
        "  ./arena votes config --json",
        ""
      },
      mixinStandardHelpOptions = true)
  static final class ConfigCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ConfigPrinting printing = new ConfigPrinting();

    @Override
    public Integer call() {
      printing.print(VotesKeys.table(), spec.commandLine().getOut());
      return CommandRunner.DONE;
    }
  }
}
