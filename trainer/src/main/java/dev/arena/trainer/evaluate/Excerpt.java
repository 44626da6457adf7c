package dev.arena.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The position of a row and the beginnings of its texts. Users wrote the texts, so only the page of
 * a report shows them; its JSON holds only the file and the line.
 *
 * @param file name of the file, without folders
 * @param line the line on which the row begins
 * @param id of the pair
 * @param prompt at most {@value #MOST} code points, with whitespace collapsed
 * @param answerA shortened like the prompt
 * @param answerB shortened like the prompt
 */
public record Excerpt(
    String file,
    long line,
    @JsonIgnore String id,
    @JsonIgnore String prompt,
    @JsonIgnore String answerA,
    @JsonIgnore String answerB) {
  /** The excerpt for rows that are not shown. */
  public static final Excerpt NONE = new Excerpt("", 0, "", "", "", "");

  static final int MOST = 160;

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

  /**
   * The number of characters to read from a long text: usually enough for {@link #MOST} after
   * collapsing.
   */
  private static final int READ = 4 * MOST;

  /** Shortens a row's texts. */
  public static Excerpt of(CsvPair row) {
    List<Turn> turns = row.pair().getTurns();
    return new Excerpt(
        String.valueOf(Path.of(row.file()).getFileName()),
        row.line(),
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

  /** At most {@link #MOST} code points, with an ellipsis at the end if there were more. */
  static String cut(String text) {
    String plain = BLANKS.matcher(beginning(text)).replaceAll(" ").strip();
    int[] points = plain.codePoints().toArray();
    if (points.length <= MOST && text.length() <= READ) {
      return plain;
    }
    return new String(points, 0, Math.min(MOST - 1, points.length)).stripTrailing() + "\u2026";
  }
}
