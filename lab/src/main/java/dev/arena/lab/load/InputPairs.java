package dev.arena.lab.load;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.List;

/** The pairs of a file that are sent and measured. */
public final class InputPairs {
  private InputPairs() {}

  /**
   * Reads the first pairs of a file, at least one.
   *
   * @param file CSV file; - is standard input
   * @param maxPairs maximum number of pairs
   * @throws UserException if there are no pairs, or a row is invalid
   */
  public static List<ConversationPair> read(String file, int maxPairs) {
    List<ConversationPair> pairs = new ArrayList<>();
    try (PairReader rows = PairCsvReader.open(file, BadRows.STOP)) {
      for (CsvPair row : rows) {
        pairs.add(row.pair());
        if (pairs.size() == maxPairs) {
          break;
        }
      }
    }
    if (pairs.isEmpty()) {
      throw new UserException(file + " has no pairs; expected at least one row below the header.");
    }
    return pairs;
  }
}
