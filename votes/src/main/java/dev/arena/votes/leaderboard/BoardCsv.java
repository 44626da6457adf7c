package dev.arena.votes.leaderboard;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.arena.statistics.Interval;
import dev.arena.statistics.rating.BoardRow;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the rows of a board as CSV, with all digits. */
final class BoardCsv {
  private BoardCsv() {}

  static String csv(ShownBoard shown) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(
          "component",
          "rank_best",
          "rank_worst",
          "model",
          "rating",
          "lower",
          "upper",
          "votes",
          "voters",
          "wins",
          "losses",
          "ties",
          "status");
      for (BoardRow row : shown.board().rows()) {
        csv.writeRecord(cells(row));
      }
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return text.toString();
  }

  private static List<String> cells(BoardRow row) {
    BoardRow.Standing standing = row.standing();
    Interval interval = standing == null ? null : standing.interval();
    BoardRow.Counts counts = row.counts();
    return List.of(
        text(standing == null ? null : standing.component()),
        text(standing == null ? null : standing.rankBest()),
        text(standing == null ? null : standing.rankWorst()),
        row.model(),
        text(standing == null ? null : standing.rating()),
        text(interval == null ? null : interval.low()),
        text(interval == null ? null : interval.high()),
        text(counts.votes()),
        text(counts.voters()),
        text(counts.wins()),
        text(counts.losses()),
        text(counts.ties()),
        BoardCheck.status(row));
  }

  private static String text(@Nullable Number number) {
    return number == null ? "" : number.toString();
  }
}
