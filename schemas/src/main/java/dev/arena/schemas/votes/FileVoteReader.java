package dev.arena.schemas.votes;

import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.format.PairFormat;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of the votes in one file, row by row and in constant memory. It needs the names of both
 * models and the winner; texts are read on request, if the file has them. Not thread-safe.
 *
 * <p>A CSV file has the columns {@code model_a}, {@code model_b} and either {@code winner} ({@code
 * model_a}, {@code model_b}, {@code tie}, {@code both_bad}, also {@code A}, {@code B}, or the name
 * of the winning model) or Kaggle's three {@code winner_} columns. A JSONL file has the same
 * fields. The pair's {@code id} or {@code question_id}, the {@code voter} or {@code judge}, the
 * time ({@code created_at}, {@code timestamp}, {@code tstamp}) and the {@code language} are read if
 * they are there.
 */
public final class FileVoteReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileVoteReader.class);

  private final String file;
  private final BadRows policy;
  private final Rows rows;
  private long skipped;

  /** The rows of a file in one format. */
  interface Rows extends AutoCloseable {
    /**
     * The next row; null at the end.
     *
     * @throws BadRowException when this row cannot be read, but later rows can
     */
    @Nullable FileVote next();

    @Override
    void close() throws IOException;
  }

  private FileVoteReader(String file, BadRows policy, Rows rows) {
    this.file = file;
    this.policy = policy;
    this.rows = rows;
  }

  /**
   * Opens a file; {@code -} is standard input. Its name decides whether it is CSV or JSONL, as for
   * {@link PairFormat#ofName}.
   *
   * @param columns which of the file's columns map to Arena's
   * @param texts whether to read the pairs' texts, if there are any
   * @throws UserException when it cannot be read or lacks a column
   */
  public static FileVoteReader open(
      String file, BadRows policy, ColumnNames columns, boolean texts) {
    PairFormat format = PairFormat.ofName(file);
    InputFile input = InputFile.open(file, format.name(), UnaryOperator.identity());
    return new FileVoteReader(
        input.name(),
        policy,
        switch (format) {
          case CSV -> CsvVotes.read(input, columns, texts);
          case JSONL -> JsonVotes.read(input, columns, texts);
        });
  }

  /**
   * The next vote; null at the end.
   *
   * @throws BadRowException for a bad row when the policy is {@link BadRows#STOP}
   * @throws UserException when the file is damaged
   */
  public @Nullable FileVote next() {
    while (true) {
      try {
        return rows.next();
      } catch (BadRowException bad) {
        if (policy == BadRows.STOP) {
          throw bad;
        }
        skipped++;
        if (policy == BadRows.SKIP) {
          LOG.warn("Skipped {}:{}: {}", bad.file(), bad.line(), bad.fault());
        }
      }
    }
  }

  /** How many bad rows were skipped so far. */
  public long skipped() {
    return skipped;
  }

  @Override
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw InputFile.unreadable(file, "CSV or JSONL", e);
    }
  }
}
