package dev.arena.trainer;

import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.run.RunRecord;
import dev.arena.trainer.tune.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line with which a training began, parsed again.
 *
 * @param command with its options
 * @param arguments as typed, without the command's name
 */
record StoredTraining(TrainCommand command, List<String> arguments) {

  /**
   * Reads the command line that a run directory has kept.
   *
   * @param like where the command shall write
   */
  static StoredTraining read(Path directory, CommandLine like) {
    List<String> arguments = RunRecord.arguments(RunDirectory.record(directory));
    TrainCommand command = new TrainCommand();
    new CommandLine(command)
        .setOut(like.getOut())
        .setErr(like.getErr())
        .parseArgs(arguments.toArray(String[]::new));
    return new StoredTraining(command, arguments);
  }

  /** Refuses options that say something else than those with which the training began. */
  void requireAgreement(ParseResult now) {
    ParseResult then = command.parsed();
    for (OptionSpec option : now.matchedOptions()) {
      String name = option.longestName();
      OptionSpec before = then.commandSpec().findOption(name);
      if (RunOptions.FREE.contains(name) || before == null) {
        continue;
      }
      Object value = option.getValue();
      if (!Objects.equals(value, before.getValue())) {
        throw new UsageException(
            "%s is %s, but this training began with %s; expected the same. Leave it out, or begin anew (--start-over)."
                .formatted(
                    name, value, then.hasMatchedOption(name) ? before.getValue() : "its default"));
      }
    }
  }
}
