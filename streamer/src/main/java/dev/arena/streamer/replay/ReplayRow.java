package dev.arena.streamer.replay;

import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a row that was sent, until it is accounted for.
 *
 * @param number counts the rows sent by one run, from 1, through all its files
 * @param file name of the file
 * @param line line of the file on which the row begins, from 1
 * @param id the pair's id
 * @param promptBeginning the first 100 characters of the first prompt, empty when there is none
 * @param vote what was voted, if the file says so
 */
public record ReplayRow(
    long number,
    String file,
    long line,
    String id,
    String promptBeginning,
    @Nullable Outcome vote) {
  private static final int BEGINNING = 100;

  static ReplayRow of(long number, CsvPair row) {
    String prompt =
        row.pair().getTurns().stream()
            .map(Turn::getPrompt)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    return new ReplayRow(
        number, row.file(), row.line(), row.pair().getId(), beginning(prompt), row.outcome());
  }

  /** Where the row stands, such as {@code votes.csv:412}. */
  public String place() {
    return file + ":" + line;
  }

  private static String beginning(String text) {
    if (text.length() <= BEGINNING) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(BEGINNING - 1)) ? BEGINNING - 1 : BEGINNING;
    return text.substring(0, end);
  }
}
