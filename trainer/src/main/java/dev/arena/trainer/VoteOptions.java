package dev.arena.trainer;

import dev.arena.cli.ColumnsOption;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.OutputFile;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.run.DataOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options of {@code arena train} for the votes: files, columns, and the note for the model
 * card.
 */
final class VoteOptions {
  static final String TEACHER = "--teacher";

  @Option(
      names = "--train",
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      paramLabel = "FILE",
      description = "CSV or JSONL files with training votes; - is standard input.")
  private List<Path> train = List.of();

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description =
          "CSV or JSONL file with votes, including ties, for the report; never trained on.")
  private @Nullable Path validation;

  @Option(
      names = "--drop-ties",
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      paramLabel = "FILE",
      description =
          "Files from --train that were sampled by outcome: their rows with a tie are skipped, so"
              + " that they teach only which of two answers wins.")
  private List<Path> dropTies = List.of();

  @Option(
      names = TEACHER,
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      paramLabel = "FILE[:COLUMNS]",
      description =
          "CSV files with probabilities that larger models or judges give to training pairs,"
              + " matched by id: the output of ./arena predict, or columns COLUMNS_a, COLUMNS_b and"
              + " COLUMNS_tie. If several files contain the same pair, the first file"
              + " is used.")
  private List<String> teachers = List.of();

  @Option(names = "--skip-bad-rows", description = "Skip rows that cannot be read, and count them.")
  private boolean skipBadRows;

  @Mixin private ColumnsOption columns = new ColumnsOption();

  @Option(
      names = "--card-note",
      paramLabel = "FILE",
      description = "Markdown file about the votes, for the model card: source, terms, content.")
  private @Nullable Path cardNote;

  /**
   * The training files.
   *
   * @throws UsageException if none was named
   */
  private List<Path> train() {
    if (train.isEmpty()) {
      throw new UsageException(
          "--train is missing; expected files with votes, such as --train votes.csv (see ./arena"
              + " train --help).");
    }
    return train;
  }

  /**
   * All files to read, and how to read them.
   *
   * @param folder the folder against which a teacher's path is resolved
   */
  DataOptions data(Path folder) {
    if (teachers.contains(PairCsvReader.STANDARD_INPUT)) {
      throw new UsageException(
          "--teacher is -; expected a file, because it is read before the votes.");
    }
    return new DataOptions(
        train(),
        dropTies.stream().map(this::inTrain).toList(),
        validation,
        teachers.stream().map(teacher -> PredictionFileName.parse(folder, teacher)).toList(),
        badRows(),
        columns());
  }

  /** A file named by {@code --train}, as written there. */
  private Path inTrain(Path dropped) {
    return train.stream()
        .filter(file -> OutputFile.isSame(file, dropped))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--drop-ties names %s; expected a file named by --train. Add it to --train, or remove it here."
                        .formatted(dropped)));
  }

  ColumnNames columns() {
    return columns.names();
  }

  BadRows badRows() {
    return skipBadRows ? BadRows.SKIP : BadRows.STOP;
  }

  /**
   * Refuses to read a file twice.
   *
   * @param test the file to predict after training; null for none
   */
  void requireEachOnce(@Nullable Path test) {
    if (Stream.concat(train.stream(), Stream.of(validation, test))
            .filter(Objects::nonNull)
            .filter(VoteOptions::isStandardInput)
            .count()
        > 1) {
      throw new UsageException(
          "standard input (-) is given more than once; expected at most one of --train,"
              + " --validation and --test to read it.");
    }
    for (int i = 0; i < train.size(); i++) {
      Path file = train.get(i);
      for (Path before : train.subList(0, i)) {
        if (OutputFile.isSame(before, file)) {
          throw new UsageException(
              "--train names %s twice%s; expected every file once. Remove one."
                  .formatted(before, before.equals(file) ? "" : ", also as " + file));
        }
      }
      if (validation != null && OutputFile.isSame(validation, file)) {
        throw new UsageException(
            "--validation %s is also named by --train; expected rows that are not trained on. Name another file."
                .formatted(validation));
      }
    }
  }

  /** Markdown for the model card; null for none. */
  @Nullable String cardNote() {
    if (cardNote == null) {
      return null;
    }
    try {
      return Files.readString(cardNote);
    } catch (IOException e) {
      throw new UserException(
          "--card-note %s cannot be read (%s); expected a Markdown file in UTF-8."
              .formatted(cardNote, FileErrors.describe(e)),
          e);
    }
  }

  static boolean isStandardInput(Path path) {
    return path.toString().equals(PairCsvReader.STANDARD_INPUT);
  }
}
