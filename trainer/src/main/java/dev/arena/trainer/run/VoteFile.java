package dev.arena.trainer.run;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.rows.DecisiveVotes;
import dev.arena.trainer.rows.PairRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The labelled rows of one file.
 *
 * @param path where it was read from, as messages call it
 * @param sha256 of its bytes
 * @param rows in the file's order
 * @param skipped rows left out as bad
 * @param decisive whether it says nothing about ties
 */
record VoteFile(String path, String sha256, List<CsvPair> rows, long skipped, boolean decisive) {
  static VoteFile read(Path file, BadRows badRows) {
    String path = PairRows.name(file.toString());
    List<CsvPair> read = new ArrayList<>();
    try (PairRows rows = PairRows.open(file.toString(), badRows)) {
      if (!rows.hasVotes()) {
        throw new UserException(
            path
                + " has no columns for votes; expected winner_model_a, winner_model_b and"
                + " winner_tie. Name a file with votes.");
      }
      rows.forEach(read::add);
      if (read.isEmpty()) {
        throw new UserException(
            path + " has no rows that can be used; expected at least one row with a vote.");
      }
      return new VoteFile(
          path, rows.sha256(), List.copyOf(read), rows.skipped(), DecisiveVotes.are(read));
    }
  }

  /** The same file with its first rows only. */
  VoteFile first(int count) {
    return count >= rows.size()
        ? this
        : new VoteFile(path, sha256, List.copyOf(rows.subList(0, count)), skipped, decisive);
  }

  String name() {
    return String.valueOf(Path.of(path).getFileName());
  }
}
