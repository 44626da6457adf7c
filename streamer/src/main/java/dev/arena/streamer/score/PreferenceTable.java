package dev.arena.streamer.score;

import dev.arena.cli.Terminal;
import dev.arena.models.Probabilities;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * Prints preferences as a table whose columns fit the terminal: id, the prompt's beginning, the
 * three probabilities with small bars, the most likely outcome.
 *
 * <p>Narrow terminals lose the bars first. Not thread-safe.
 */
public final class PreferenceTable {
  private static final int WIDEST = 120;
  private static final int ID_COLUMNS = 10;
  private static final int NUMBER_COLUMNS = 4;
  private static final int LIKELY_COLUMNS = 6;
  private static final int GAP = 2;
  private static final int NOTE_COLUMNS = 3 * (GAP + NUMBER_COLUMNS) + GAP + LIKELY_COLUMNS;
  private static final int READABLE_PROMPT = 24;
  private static final int LONGEST_BAR = 8;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  /**
   * One line of the table.
   *
   * @param id the pair's id
   * @param prompt the first prompt, of any length and language
   * @param probabilities that A wins, that B wins, and of a tie
   */
  public record Row(String id, String prompt, List<Double> probabilities) {
    public Row {
      probabilities = List.copyOf(probabilities);
    }

    /** The outcome with the highest probability; the first one if several are equal. */
    String likely() {
      return Probabilities.scaled(probabilities.get(0), probabilities.get(1), probabilities.get(2))
          .mostLikely()
          .label();
    }
  }

  private final PrintWriter out;
  private final boolean interactive;
  private final int promptColumns;
  private final int barColumns;

  /**
   * @param out receives the lines
   * @param terminal what {@code out} is connected to
   */
  public PreferenceTable(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.interactive = terminal.interactive();
    int columns = Math.min(terminal.columns(), WIDEST) - 1;
    int fixed = ID_COLUMNS + GAP + 3 * (GAP + NUMBER_COLUMNS) + GAP + LIKELY_COLUMNS;
    int spare = columns - fixed - READABLE_PROMPT;
    this.barColumns = spare < 3 * 4 ? 0 : Math.min(LONGEST_BAR, spare / 3 - 1);
    int bars = barColumns == 0 ? 0 : 3 * (barColumns + 1);
    this.promptColumns = Math.max(1, columns - fixed - bars);
  }

  /** Prints the column names and a rule below them. */
  public void header() {
    line("id", "prompt", List.of(cell("A"), cell("B"), cell("tie")), "likely");
    out.println(
        "-".repeat(ID_COLUMNS)
            + gap()
            + "-".repeat(promptColumns)
            + (gap() + "-".repeat(cell("").length())).repeat(3)
            + gap()
            + "-".repeat(LIKELY_COLUMNS));
  }

  /** Prints one pair with its probabilities. */
  public void row(Row row) {
    List<String> cells =
        row.probabilities().stream()
            .map(probability -> number(probability) + bar(probability))
            .toList();
    line(row.id(), row.prompt(), cells, row.likely());
  }

  /** Prints a pair without probabilities, and the reason. */
  public void note(String id, String reason) {
    int columns = NOTE_COLUMNS + promptColumns;
    out.println(DisplayText.fit(id, ID_COLUMNS) + gap() + DisplayText.fit(reason, columns));
  }

  private void line(String id, String prompt, List<String> cells, String likely) {
    StringBuilder line = new StringBuilder();
    line.append(DisplayText.fit(id, ID_COLUMNS)).append(gap());
    line.append(DisplayText.fit(prompt, promptColumns));
    if (interactive) {
      // aligned even if the terminal's width of a character differs from ours
      line.append("\u001b[").append(ID_COLUMNS + GAP + promptColumns + 1).append('G');
    }
    cells.forEach(cell -> line.append(gap()).append(cell));
    out.println(line.append(gap()).append(likely));
  }

  private String cell(String title) {
    int columns = NUMBER_COLUMNS + (barColumns == 0 ? 0 : barColumns + 1);
    return DisplayText.fit(title, columns);
  }

  private static String number(double probability) {
    return String.format(Locale.ROOT, "%.2f", probability);
  }

  private String bar(double probability) {
    if (barColumns == 0) {
      return "";
    }
    int eighths = (int) Math.round(probability * barColumns * 8);
    StringBuilder bar = new StringBuilder(" ").append("█".repeat(eighths / 8));
    if (eighths % 8 > 0) {
      bar.append(EIGHTHS.charAt(eighths % 8));
    }
    return bar.append(" ".repeat(barColumns + 1 - bar.length())).toString();
  }

  private static String gap() {
    return " ".repeat(GAP);
  }
}
