package dev.arena.trainer.rows;

import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import java.util.List;

/** Votes from which the ties were removed: they say which of A and B won, given that one did. */
public final class DecisiveVotes {
  private static final int FEWEST = 50;

  private DecisiveVotes() {}

  /** Whether these are 50 rows or more without any tie: that many do not lack ties by chance. */
  public static boolean are(long rows, long ties) {
    return rows >= FEWEST && ties == 0;
  }

  /** As {@link #are(long, long)}. */
  public static boolean are(List<CsvPair> rows) {
    return are(
        rows.size(), rows.stream().filter(row -> row.outcome() == Outcome.WINNER_TIE).count());
  }
}
