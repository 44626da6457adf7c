package dev.arena.trainer.predict;

import dev.arena.cli.ProgressBar;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.FileIdentity;
import dev.arena.trainer.rows.PairRows;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rows to predict.
 *
 * @param file of pairs; {@code -} is standard input
 * @param badRows what happens to a row that cannot be read
 * @param columns which of the file's columns map to Arena's
 */
public record PredictionInput(String file, BadRows badRows, ColumnNames columns) {

  /**
   * The result of the first pass over the file, which the second must repeat.
   *
   * @param rows how many can be predicted; 0 if not known
   * @param identity of the file; null for a pipe, which is read only once
   */
  record Counted(long rows, @Nullable FileIdentity identity) {
    /**
     * Requires that the second pass read the same file.
     *
     * @param read how many rows it read
     */
    void requireSame(long read, String file) {
      if (identity != null) {
        identity.requireUnchanged();
      }
      if (rows > 0 && rows != read) {
        throw new UserException(
            "%s had %,d rows when they were counted, and %,d when they were predicted; expected the file to stay the same. Run the command again when nothing is writing to the file."
                .formatted(file, rows, read));
      }
    }
  }

  /** Reads the file once, so that a bad row is found before anything is written. */
  Counted count() {
    if (!PairRows.canBeReadTwice(file)) {
      return new Counted(0, null);
    }
    FileIdentity identity = FileIdentity.of(file);
    try (PairRows rows = open(badRows);
        ProgressBar progress = ProgressBar.onStderr("read " + file, "rows", 0)) {
      long count = 0;
      for (Iterator<CsvPair> each = rows.iterator(); each.hasNext(); each.next()) {
        progress.update(++count);
      }
      tellSkipped(rows, progress);
      return new Counted(count, identity);
    }
  }

  PairRows open(BadRows policy) {
    return PairRows.open(file, policy, columns);
  }

  static void tellSkipped(PairRows rows, ProgressBar progress) {
    if (rows.skipped() > 0) {
      progress.note(String.format(Locale.ROOT, "%,d bad rows skipped", rows.skipped()));
    }
  }
}
