package dev.arena.lab.load;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.List;

/** The pairs of a file that are measured with. */
public final class InputPairs {
  private InputPairs() {}

  /**
   * The first pairs of a file, at least one.
   *
   * @param file CSV file; - is standard input
   * @param most how many at most
   * @throws UserException if there are none, or a row is bad
   */
  public static List<ConversationPair> read(String file, int most) {
    List<ConversationPair> pairs = new ArrayList<>();
    try (PairCsvReader rows = PairCsvReader.open(file, BadRows.STOP)) {
      for (CsvPair row : rows) {
        pairs.add(row.pair());
        if (pairs.size() == most) {
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
