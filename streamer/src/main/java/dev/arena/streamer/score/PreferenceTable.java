package dev.arena.streamer.score;

import dev.arena.cli.Terminal;
import dev.arena.models.Probabilities;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * Prints preferences as a table whose columns fit the terminal: id, the prompt's beginning, the
 * three probabilities with small bars, and the likeliest outcome.
 *
 * <p>On a narrow terminal, the bars are left out. Not thread-safe.
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
   * @param prompt the first prompt, of any length and in any language
   * @param probabilities that A wins, that B wins, and that they tie
   */
  public record Row(String id, String prompt, List<Double> probabilities) {
    public Row {
      probabilities = List.copyOf(probabilities);
    }

    /** The outcome with the highest probability; the first one if several are equally likely. */
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

  /** Prints a pair that has no probabilities, with the reason. */
  public void note(String id, String reason) {
    int columns = NOTE_COLUMNS + promptColumns;
    out.println(DisplayText.fit(id, ID_COLUMNS) + gap() + DisplayText.fit(reason, columns));
  }

  private void line(String id, String prompt, List<String> cells, String likely) {
    StringBuilder line = new StringBuilder();
    line.append(DisplayText.fit(id, ID_COLUMNS)).append(gap());
    line.append(DisplayText.fit(prompt, promptColumns));
    if (interactive) {
      // aligned even if the terminal's width for a character differs from ours
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

  /**
   * Text in any language, cut to a number of terminal columns.
   *
   * <p>Characters that terminals treat differently (joiners, variation selectors, skin tones, tags)
   * are left out, so that the computed width is the visible width; control characters become
   * spaces. Widths follow Unicode's East Asian Width: wide and full-width characters and emoji take
   * two columns, combining marks none.
   */
  static final class DisplayText {
    private static final char ELLIPSIS = '…';
    private static final char LEFT_TO_RIGHT_MARK = '\u200E';

    /** First and last code point of each range that takes two columns, in ascending order. */
    private static final int[] WIDE = {
      0x1100, 0x115F, 0x231A, 0x231B, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD,
      0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1,
      0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA,
      0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705,
      0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757,
      0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50,
      0x2B55, 0x2B55, 0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA000,
      0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60,
      0xFFE0, 0xFFE6, 0x16FE0, 0x18AFF, 0x1B000, 0x1B2FF, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF,
      0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C,
      0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4,
      0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E,
      0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F,
      0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6D7, 0x1F6DC, 0x1F6DF,
      0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7EB, 0x1F7F0, 0x1F7F0, 0x1F90C, 0x1F93A,
      0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD,
    };

    private DisplayText() {}

    /**
     * {@code text} on one line in exactly {@code columns} columns, cut with … or padded with
     * spaces.
     */
    static String fit(String text, int columns) {
      String line = oneLine(text);
      StringBuilder fitted = new StringBuilder();
      int used = 0;
      boolean rightToLeft = false;
      int limit = width(line) <= columns ? columns : columns - 1;
      for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
        int codePoint = line.codePointAt(i);
        if (used + width(codePoint) > limit) {
          break;
        }
        fitted.appendCodePoint(codePoint);
        used += width(codePoint);
        rightToLeft |= isRightToLeft(codePoint);
      }
      if (limit < columns) {
        fitted.append(ELLIPSIS);
        used++;
      }
      if (rightToLeft) {
        fitted.append(LEFT_TO_RIGHT_MARK); // keeps the following numbers to the right
      }
      return fitted.append(" ".repeat(columns - used)).toString();
    }

    /** The number of terminal columns that the text takes. */
    static int width(String text) {
      return text.codePoints().map(DisplayText::width).sum();
    }

    private static String oneLine(String text) {
      StringBuilder line = new StringBuilder();
      text.codePoints()
          .filter(codePoint -> !isDisputed(codePoint))
          .map(codePoint -> isBlank(codePoint) ? ' ' : codePoint)
          .filter(
              codePoint ->
                  codePoint != ' ' || (line.length() > 0 && line.charAt(line.length() - 1) != ' '))
          .forEach(line::appendCodePoint);
      return line.toString().stripTrailing();
    }

    private static int width(int codePoint) {
      int type = Character.getType(codePoint);
      if (type == Character.NON_SPACING_MARK
          || type == Character.ENCLOSING_MARK
          || type == Character.FORMAT) {
        return 0;
      }
      return isWide(codePoint) ? 2 : 1;
    }

    private static boolean isWide(int codePoint) {
      for (int i = 0; i < WIDE.length && WIDE[i] <= codePoint; i += 2) {
        if (codePoint <= WIDE[i + 1]) {
          return true;
        }
      }
      return false;
    }

    private static boolean isBlank(int codePoint) {
      return Character.isWhitespace(codePoint)
          || Character.isSpaceChar(codePoint)
          || Character.isISOControl(codePoint);
    }

    private static boolean isDisputed(int codePoint) {
      return Character.getType(codePoint) == Character.FORMAT
          || Character.getType(codePoint) == Character.SURROGATE
          || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
          || (codePoint >= 0x1F3FB && codePoint <= 0x1F3FF)
          || (codePoint >= 0x1160 && codePoint <= 0x11FF)
          || (codePoint >= 0xE0000 && codePoint <= 0xE0FFF);
    }

    private static boolean isRightToLeft(int codePoint) {
      byte direction = Character.getDirectionality(codePoint);
      return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
          || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
  }
}
