package dev.arena.trainer.run;

import dev.arena.cli.ProgressBar;
import dev.arena.models.encode.PairEncoder;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.check.FileCheck;
import dev.arena.trainer.interrupt.Interrupts;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.rows.TieFreeVotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads vote files, each in one pass: rows are encoded a chunk at a time, on all processors, and
 * their texts are released, so that memory holds only what the network reads.
 */
final class VoteReader {
  private static final int CHUNK = 512;

  private final PairEncoder encoder;
  private final BadRows badRows;
  private final ColumnNames columns;

  VoteReader(PairEncoder encoder, BadRows badRows, ColumnNames columns) {
    this.encoder = encoder;
    this.badRows = badRows;
    this.columns = columns;
  }

  /**
   * Reads a file.
   *
   * @param limit maximum number of votes to keep; later rows are still read, because each of them
   *     may be a tie, or bad
   * @param check receives every row
   * @param each also receives every row
   * @throws UserException if it has no votes
   */
  VoteFile read(Path file, int limit, FileCheck check, Consumer<CsvPair> each) {
    String path = PairRows.name(file.toString());
    try (PairRows rows = PairRows.open(file.toString(), badRows, columns);
        ProgressBar progress = ProgressBar.onStderr("read " + path, "rows", 0)) {
      if (!rows.hasVotes()) {
        throw new UserException(
            path
                + " has no columns for votes; expected winner_model_a, winner_model_b and"
                + " winner_tie, or chosen and rejected. Name a file with votes.");
      }
      List<EncodedVote> votes = new ArrayList<>();
      List<CsvPair> chunk = new ArrayList<>(CHUNK);
      int ties = 0;
      int read = 0;
      for (CsvPair row : rows) {
        check.accept(row);
        each.accept(row);
        ties += row.outcome() == Outcome.WINNER_TIE ? 1 : 0;
        if (read++ < limit) {
          chunk.add(row);
        }
        if (chunk.size() == CHUNK) {
          Interrupts.check();
          votes.addAll(EncodedVote.of(chunk, encoder));
          chunk.clear();
          progress.update(read);
        }
      }
      votes.addAll(EncodedVote.of(chunk, encoder));
      progress.update(read);
      requireVotes(path, read, rows.skipped());
      check.end(rows);
      boolean tieFree = TieFreeVotes.are(read, ties);
      return new VoteFile(
          path,
          rows.sha256(),
          tieFree ? votes.stream().map(EncodedVote::asTieFree).toList() : votes,
          tieFree);
    }
  }

  private static void requireVotes(String path, int read, long skipped) {
    if (read == 0) {
      throw new UserException(
          "%s has %s; expected at least one row with a vote. Name another file%s."
              .formatted(
                  path,
                  skipped == 0
                      ? "a header and no rows"
                      : "no row that can be read (%,d are bad)".formatted(skipped),
                  skipped == 0 ? "" : ", or fix its rows"));
    }
  }
}
