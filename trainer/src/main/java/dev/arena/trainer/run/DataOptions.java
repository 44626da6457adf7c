package dev.arena.trainer.run;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.trainer.predict.PredictionFileName;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of one training run.
 *
 * @param train files with votes
 * @param dropTies those of {@code train} whose ties are skipped
 * @param validation file for the report, used neither for training nor for any choice
 * @param teachers files with soft labels, in the order of precedence
 * @param badRows what happens to a row that cannot be read
 * @param columns which of the files' columns map to Arena's
 */
public record DataOptions(
    List<Path> train,
    List<Path> dropTies,
    @Nullable Path validation,
    List<PredictionFileName> teachers,
    BadRows badRows,
    ColumnNames columns) {
  public DataOptions {
    train = List.copyOf(train);
    dropTies = List.copyOf(dropTies);
    teachers = List.copyOf(teachers);
  }
}
