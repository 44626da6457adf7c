package dev.arena.streamer.replay;

import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.streamer.scoring.ScoringBatcher;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row that was sent.
 *
 * @param number the row's number in the run, counted from 1 across all files
 * @param row the row as read
 */
public record ReplayRow(long number, CsvPair row) {
  private static final int BEGINNING = 100;

  /** The pair's id. */
  public String id() {
    return row.pair().getId();
  }

  /** The vote; null if the file has no votes. */
  public @Nullable Outcome vote() {
    return row.outcome();
  }

  /** The position of the row, such as {@code votes.csv:412}. */
  public String place() {
    return row.file() + ":" + row.line();
  }

  /** The first 100 characters of the first prompt; empty if there is none. */
  public String promptBeginning() {
    String prompt =
        row.pair().getTurns().stream()
            .map(Turn::getPrompt)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    return beginning(prompt);
  }

  /** The number of characters in the pair's texts. */
  long characters() {
    return ScoringBatcher.characters(row.pair());
  }

  private static String beginning(String text) {
    if (text.length() <= BEGINNING) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(BEGINNING - 1)) ? BEGINNING - 1 : BEGINNING;
    return text.substring(0, end);
  }
}
