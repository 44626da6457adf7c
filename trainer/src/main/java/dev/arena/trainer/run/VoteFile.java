package dev.arena.trainer.run;

import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The labelled rows of one file.
 *
 * @param path where it was read from
 * @param sha256 of its bytes
 * @param rows in the file's order
 * @param skipped rows left out as bad
 * @param decisive whether it says nothing about ties
 */
record VoteFile(Path path, String sha256, List<CsvPair> rows, long skipped, boolean decisive) {
  /** A file of at least this many rows without any tie is taken to have had its ties removed. */
  static final int DECISIVE_FROM = 50;

  static VoteFile read(Path path, BadRows badRows) {
    List<CsvPair> rows = new ArrayList<>();
    try (PairCsvReader reader = PairCsvReader.open(path, badRows)) {
      if (!reader.hasVotes()) {
        throw new UserException(
            path
                + " has no columns for votes; expected winner_model_a, winner_model_b and"
                + " winner_tie. Name a file with votes.");
      }
      reader.forEach(rows::add);
      if (rows.isEmpty()) {
        throw new UserException(
            path + " has no rows that can be used; expected at least one row with a vote.");
      }
      return new VoteFile(
          path, Sha256.of(path), List.copyOf(rows), reader.skipped(), isDecisive(rows));
    } catch (IOException e) {
      throw new UserException(path + " cannot be read (" + e.getMessage() + ").", e);
    }
  }

  private static boolean isDecisive(List<CsvPair> rows) {
    return rows.size() >= DECISIVE_FROM
        && rows.stream().noneMatch(row -> row.outcome() == Outcome.WINNER_TIE);
  }

  /** The same file with its first rows only. */
  VoteFile first(int count) {
    return count >= rows.size()
        ? this
        : new VoteFile(path, sha256, List.copyOf(rows.subList(0, count)), skipped, decisive);
  }

  String name() {
    return String.valueOf(path.getFileName());
  }
}
