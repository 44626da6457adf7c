package dev.arena.trainer.run;

import dev.arena.cli.ProgressBar;
import dev.arena.models.encode.PairEncoder;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.check.FileCheck;
import dev.arena.trainer.interrupt.Interrupts;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.teacher.Teachers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads vote files, each in one pass: rows are encoded a chunk at a time, on all processors, and
 * their texts are released, so that memory holds only what the network reads.
 */
final class VoteReader {
  private static final int CHUNK = 512;

  private final PairEncoder encoder;
  private final Teachers teachers;
  private final Map<String, Integer> labelled = new HashMap<>();
  private final BadRows badRows;
  private final ColumnNames columns;

  VoteReader(PairEncoder encoder, Teachers teachers, BadRows badRows, ColumnNames columns) {
    this.encoder = encoder;
    this.teachers = teachers;
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
      int read = 0;
      for (CsvPair row : rows) {
        if (check.skips(row)) {
          continue;
        }
        requireOwnLabel(row);
        check.accept(row);
        each.accept(row);
        if (read++ < limit) {
          chunk.add(row);
        }
        if (chunk.size() == CHUNK) {
          Interrupts.check();
          votes.addAll(EncodedVote.of(chunk, encoder, teachers));
          chunk.clear();
          progress.update(read);
        }
      }
      votes.addAll(EncodedVote.of(chunk, encoder, teachers));
      progress.update(read);
      requireVotes(path, read, rows.skipped(), check.skippedTies());
      check.end(rows);
      boolean tieFree = check.isTieFree();
      return new VoteFile(
          path,
          rows.sha256(),
          tieFree ? votes.stream().map(EncodedVote::asTieFree).toList() : votes,
          tieFree);
    }
  }

  /**
   * Refuses a label that would apply to two pairs, because different files may use the same row
   * numbers as ids.
   */
  private void requireOwnLabel(CsvPair row) {
    String id = row.pair().getId();
    if (teachers.labelOf(id) == null) {
      return;
    }
    int texts = row.pair().getTurns().hashCode();
    Integer known = labelled.putIfAbsent(id, texts);
    if (known != null && known != texts) {
      throw new UserException(
          "%s:%d: the id %s was used by an earlier row with other texts, and --teacher has a label for it; expected each id to name one pair. Make the ids unique across all files."
              .formatted(row.file(), row.line(), id));
    }
  }

  private static void requireVotes(String path, int read, long skipped, long skippedTies) {
    if (read == 0 && skippedTies > 0) {
      throw new UserException(
          "%s has %,d ties and no other row that can be read; expected rows with a winner, because --drop-ties skips ties. Name another file."
              .formatted(path, skippedTies));
    }
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
