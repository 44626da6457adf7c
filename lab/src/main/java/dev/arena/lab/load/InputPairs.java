package dev.arena.lab.load;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.failure.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of a file that are sent and measured, and variants of them that differ only in two
 * letters before the first prompt. The scorer encodes equal texts of a batch once, so repeated
 * pairs would look faster than real pairs, which are all different. All variants have the same
 * length.
 */
public final class InputPairs {
  private static final int LETTERS = 26;

  private InputPairs() {}

  /** Returns the file of {@code --input}, or the shipped sample if there is none. */
  public static String fileOrSample(@Nullable String input) {
    return input != null
        ? input
        : Path.of(System.getProperty("arena.home", ""), "examples", "pairs.csv").toString();
  }

  /**
   * Reads the first pairs of a file, at least one.
   *
   * @param file CSV file; - is standard input
   * @param maxPairs maximum number of pairs
   * @throws UserException if there are no pairs, or a row is invalid
   */
  public static List<ConversationPair> read(String file, int maxPairs) {
    List<ConversationPair> pairs = new ArrayList<>();
    try (PairCsvReader rows = PairCsvReader.open(file, BadRows.STOP)) {
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

  /**
   * Returns a variant of each pair.
   *
   * @param number number of the repetition, from 0; number 676 equals number 0
   */
  public static List<ConversationPair> variants(List<ConversationPair> pairs, long number) {
    return pairs.stream().map(pair -> variant(pair, number)).toList();
  }

  /** Returns a variant of a pair; a pair without turns is returned unchanged. */
  public static ConversationPair variant(ConversationPair pair, long number) {
    if (pair.getTurns().isEmpty()) {
      return pair;
    }
    List<Turn> turns = new ArrayList<>(pair.getTurns());
    Turn first = turns.get(0);
    String prompt = first.getPrompt() == null ? "" : first.getPrompt();
    turns.set(0, Turn.newBuilder(first).setPrompt(prefix(number) + prompt).build());
    return ConversationPair.newBuilder(pair).setTurns(turns).build();
  }

  private static String prefix(long number) {
    return "%c %c ".formatted(letter(number / LETTERS), letter(number));
  }

  private static char letter(long number) {
    return (char) ('a' + number % LETTERS);
  }
}
