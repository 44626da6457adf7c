package dev.arena.schemas.csv;

import dev.arena.schemas.ConversationPair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One data row of a CSV or JSONL file.
 *
 * @param pair the conversation pair
 * @param outcome the vote, or null when the file has no votes
 * @param voter who voted, as the file names them; null if it does not
 * @param file the file's name, as given to the reader
 * @param line the line on which the row begins, counted from 1, including the header
 * @param row the data row's number, counted from 1; skipped bad rows are counted too
 */
public record CsvPair(
    ConversationPair pair,
    @Nullable Outcome outcome,
    @Nullable String voter,
    String file,
    long line,
    long row) {
  /** The columns or fields that may name the voter; the first one that does is used. */
  public static final List<String> VOTERS = List.of("voter", "judge");

  /** A row that does not name its voter. */
  public CsvPair(
      ConversationPair pair, @Nullable Outcome outcome, String file, long line, long row) {
    this(pair, outcome, null, file, line, row);
  }

  /** The id of a row without an id: {@code FILE:LINE}, without the file's folder. */
  public static String idOf(String file, long line) {
    return file.substring(file.lastIndexOf('/') + 1) + ":" + line;
  }
}
