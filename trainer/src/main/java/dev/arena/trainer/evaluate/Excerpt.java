package dev.arena.trainer.evaluate;

import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The beginnings of a row's texts: texts of users, for the report only.
 *
 * @param id of the pair
 * @param prompt at most {@value #MOST} characters, blanks collapsed
 * @param answerA as the prompt
 * @param answerB as the prompt
 */
public record Excerpt(String id, String prompt, String answerA, String answerB) {
  static final int MOST = 160;

  /** Enough to find {@link #MOST} characters among blanks, however long the text. */
  private static final int READ = 4 * MOST;

  static Excerpt of(CsvPair row) {
    List<Turn> turns = row.pair().getTurns();
    return new Excerpt(
        cut(row.pair().getId()),
        text(turns, Turn::getPrompt),
        text(turns, Turn::getResponseA),
        text(turns, Turn::getResponseB));
  }

  private static String text(List<Turn> turns, Function<Turn, @Nullable String> part) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < turns.size() && text.length() < READ; i++) {
      String piece = part.apply(turns.get(i));
      text.append(i == 0 ? "" : " \u23ce ")
          .append(piece == null ? "(no answer)" : beginning(piece));
    }
    return cut(text.toString());
  }

  private static String beginning(String text) {
    return text.length() <= READ ? text : text.substring(0, READ);
  }

  /** At most {@link #MOST} code points, an ellipsis last if there were more. */
  static String cut(String text) {
    String plain = beginning(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    int[] points = plain.codePoints().toArray();
    if (points.length <= MOST && text.length() <= READ) {
      return plain;
    }
    return new String(points, 0, Math.min(MOST - 1, points.length)).stripTrailing() + "\u2026";
  }
}
