package dev.arena.streamer.replay;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.format.PairFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are replayed.
 *
 * @param files CSV or JSONL files, {@code -} for standard input; read in this order
 * @param format their format; null for each file's own, by its name
 * @param badRows what is done with a row that cannot be understood
 * @param columns which of the files' columns stand for Arena's
 * @param limit the most rows that are sent, {@link Long#MAX_VALUE} for all
 */
public record ReplayInput(
    List<String> files,
    @Nullable PairFormat format,
    BadRows badRows,
    ColumnNames columns,
    long limit) {
  public ReplayInput {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file to replay");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; expected at least 1");
    }
  }

  /** All rows of these files; a bad row stops the replay. */
  public static ReplayInput of(List<String> files) {
    return new ReplayInput(files, null, BadRows.STOP, ColumnNames.OWN, Long.MAX_VALUE);
  }

  ReplayInput withLimit(long limit) {
    return new ReplayInput(files, format, badRows, columns, limit);
  }

  ReplayInput withBadRows(BadRows badRows) {
    return new ReplayInput(files, format, badRows, columns, limit);
  }

  /** The rows of one of the files. */
  PairReader open(String file, BadRows policy) {
    return (format == null ? PairFormat.ofName(file) : format)
        .open(file, policy, columns, UnaryOperator.identity());
  }
}
