package dev.arena.trainer;

import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.OutputFile;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.RecipeTable;
import dev.arena.trainer.run.RunRecord;
import dev.arena.trainer.run.ShellText;
import dev.arena.trainer.tune.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line with which a training run was started, parsed again. Relative paths are resolved
 * against the folder in which it was started.
 *
 * @param directory the folder of the run
 * @param command the command with its options
 * @param arguments as typed, without the command's name
 * @param finished when its bundle was written; null if it was not
 */
record StoredTraining(
    Path directory, TrainCommand command, List<String> arguments, @Nullable String finished) {
  private static final Set<String> FILES =
      Set.of("--train", "--validation", VoteOptions.TEACHER, "--card-note");

  /**
   * Reads the command line from a run directory.
   *
   * @param like the command line whose streams the command uses
   * @throws UserException if there is no run, or if this version does not accept its arguments
   */
  static StoredTraining read(Path directory, CommandLine like) {
    RunRecord record = RunRecord.read(directory);
    Path started = Path.of(record.folder());
    Path folder = OutputFile.isSame(started, Path.of("")) ? Path.of("") : started;
    TrainCommand command = new TrainCommand(folder);
    try {
      new CommandLine(command)
          .setOut(like.getOut())
          .setErr(like.getErr())
          .registerConverter(Path.class, text -> resolved(folder, text))
          .parseArgs(record.arguments().toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UserException(
          "%s: the arguments are %s, which this version of ./arena train does not accept; expected those of a training run. Use the version of Arena that wrote them, or start over (./arena train --start-over)."
              .formatted(RunDirectory.recordFile(directory), ShellText.of(record.arguments())),
          e);
    }
    return new StoredTraining(directory, command, record.arguments(), record.finished());
  }

  private static Path resolved(Path folder, String text) {
    Path path = Path.of(text);
    return VoteOptions.isStandardInput(path) ? path : folder.resolve(path);
  }

  /**
   * Describes what can be done with a finished run.
   *
   * @param out the directory of its bundle
   * @throws UserException if there is no bundle
   */
  String whatIsLeft(Path out) {
    if (!Files.exists(out.resolve(ModelBundle.MANIFEST))) {
      throw new UserException(
          "the training run in %s finished at %s, but %s holds no bundle. Write it again: ./arena %s"
              .formatted(
                  directory,
                  finished,
                  out,
                  ShellText.of(
                      List.of(
                          "export",
                          "--checkpoint",
                          directory.toString(),
                          "--out",
                          out.toString()))));
    }
    return "the training run in %s finished at %s: there is nothing to resume, and its bundle is %s.%nnext: ./arena %s --data FILE"
        .formatted(
            directory,
            finished,
            out,
            ShellText.of(List.of("evaluate", "--bundle", out.toString())));
  }

  /** Refuses to resume if a file that the run read is missing. */
  void requireFiles() {
    for (OptionSpec option : command.parsed().matchedOptions()) {
      if (FILES.contains(option.longestName())) {
        for (Object value : values(option, command.folder())) {
          Object path = value instanceof PredictionFileName teacher ? teacher.file() : value;
          if (path instanceof Path file
              && !VoteOptions.isStandardInput(file)
              && !Files.exists(file)) {
            throw new UserException(
                "%s, which this training run read for %s, is missing; expected the same file. Restore it, or start over (--start-over)."
                    .formatted(file.toAbsolutePath().normalize(), option.longestName()));
          }
        }
      }
    }
  }

  /** Refuses options whose values differ from those with which the run was started. */
  void requireAgreement(ParseResult now) {
    Recipe recipe = command.recipe();
    for (OptionSpec option : now.matchedOptions()) {
      String name = option.longestName();
      OptionSpec before = command.parsed().commandSpec().findOption(name);
      if (RunOptions.FREE.contains(name) || before == null) {
        continue;
      }
      String key = name.substring(2);
      String value = recipe.origin().values().get(key);
      boolean same =
          value == null
              ? isSame(values(option, Path.of("")), values(before, command.folder()))
              : isSame(key, option, value);
      if (!same) {
        throw new UsageException(
            "%s is %s, but this training run was started with %s; expected the same value. Omit it, or start over (--start-over)."
                .formatted(name, text(option), value == null ? text(before) : value));
      }
    }
  }

  private boolean isSame(String key, OptionSpec option, String before) {
    String text = String.valueOf(option.<Object>getValue());
    return isSameName(text, before)
        || RecipeTable.keys().stream()
            .filter(known -> known.name().equals(key))
            .anyMatch(known -> known.isSame(text, before));
  }

  private boolean isSame(List<?> now, List<?> before) {
    return now.size() == before.size()
        && IntStream.range(0, now.size()).allMatch(i -> isSame(now.get(i), before.get(i)));
  }

  private boolean isSame(Object now, Object before) {
    if (now instanceof PredictionFileName a && before instanceof PredictionFileName b) {
      return OutputFile.isSame(a.file(), b.file()) && Objects.equals(a.columns(), b.columns());
    }
    if (now instanceof Path a && before instanceof Path b) {
      return OutputFile.isSame(a, b);
    }
    return now.equals(before) || isSameName(now.toString(), before.toString());
  }

  /** The name of a recipe or a base may be the path of a file. */
  private boolean isSameName(String now, String before) {
    Path there = command.folder().resolve(before);
    return Files.exists(there) && OutputFile.isSame(Path.of(now), there);
  }

  /**
   * The values of an option.
   *
   * @param folder the folder against which a teacher's path is resolved
   */
  private static List<?> values(OptionSpec option, Path folder) {
    Object value = option.getValue();
    List<?> values =
        value == null ? List.of() : value instanceof List<?> several ? several : List.of(value);
    return option.longestName().equals(VoteOptions.TEACHER)
        ? values.stream().map(text -> PredictionFileName.parse(folder, text.toString())).toList()
        : values;
  }

  private static String text(OptionSpec option) {
    List<?> values = values(option, Path.of(""));
    return values.isEmpty()
        ? "none"
        : String.join(",", values.stream().map(Object::toString).toList());
  }
}
