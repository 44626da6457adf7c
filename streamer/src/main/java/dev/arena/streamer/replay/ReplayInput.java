package dev.arena.streamer.replay;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.format.PairFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The input of a replay.
 *
 * @param files CSV or JSONL files, {@code -} for standard input; read in this order
 * @param format the format of all files; null to derive each file's format from its name
 * @param badRows what to do with a row that cannot be parsed
 * @param columns maps the files' columns to Arena's
 * @param limit the maximum number of rows to send, {@link Long#MAX_VALUE} for all
 * @param votedAt when the rows' votes count as cast; null to send no votes
 */
public record ReplayInput(
    List<String> files,
    @Nullable PairFormat format,
    BadRows badRows,
    ColumnNames columns,
    long limit,
    @Nullable VotedAt votedAt) {
  public ReplayInput {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file to replay");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; expected at least 1");
    }
  }

  /** Input of which no votes are sent. */
  public ReplayInput(
      List<String> files,
      @Nullable PairFormat format,
      BadRows badRows,
      ColumnNames columns,
      long limit) {
    this(files, format, badRows, columns, limit, null);
  }

  /** The rows of these files, up to a limit; a bad row stops the replay. */
  static ReplayInput of(List<String> files, long limit) {
    return new ReplayInput(files, null, BadRows.STOP, ColumnNames.OWN, limit);
  }

  /** The rows of one of the files. */
  PairReader open(String file, BadRows policy) {
    return (format == null ? PairFormat.ofName(file) : format)
        .open(file, policy, columns, UnaryOperator.identity());
  }
}
