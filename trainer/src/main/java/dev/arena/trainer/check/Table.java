package dev.arena.trainer.check;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text for people, on a terminal or a page.
 *
 * @param title shown above the table
 * @param header a heading for each column
 * @param rows each as long as the header; the first cell names the row
 * @param note shown below the table; may be empty
 */
public record Table(String title, List<String> header, List<List<String>> rows, String note) {
  private static final String GAP = "  ";
  private static final int NARROWEST_CELL = 8;

  public Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "a row of table %s has %d cells; expected %d"
                .formatted(title, row.size(), header.size()));
      }
    }
  }

  /**
   * The table as lines of text. Columns that do not fit side by side continue below, with the row
   * names repeated.
   *
   * @param columns maximum length of a line
   */
  public List<String> lines(int columns) {
    List<List<String>> all = new ArrayList<>(rows);
    all.add(0, header);
    int names = width(all, 0, columns);
    int room = Math.max(NARROWEST_CELL, columns - names - GAP.length());
    List<String> lines = new ArrayList<>();
    int from = 1;
    while (from < header.size()) {
      int to = from + 1;
      int used = names + GAP.length() + width(all, from, room);
      while (to < header.size() && used + GAP.length() + width(all, to, room) <= columns) {
        used += GAP.length() + width(all, to, room);
        to++;
      }
      for (List<String> row : all) {
        StringBuilder line = new StringBuilder(row.get(0));
        line.append(" ".repeat(Math.max(0, names - row.get(0).length())));
        for (int i = from; i < to; i++) {
          String cell = cut(row.get(i), room);
          line.append(GAP).append(" ".repeat(width(all, i, room) - cell.length())).append(cell);
        }
        lines.add(line.toString().stripTrailing());
      }
      from = to;
    }
    lines.addAll(wrapped(note, columns));
    return lines;
  }

  /** Wraps a text between words; a word longer than a line gets its own line. */
  public static List<String> wrapped(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(GAP);
      } else if (line.length() > 0) {
        line.append(' ');
      }
      line.append(word);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  private static int width(List<List<String>> rows, int column, int most) {
    return Math.min(most, rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
  }

  /** The end of a long text, because the ends of paths distinguish files better. */
  private static String cut(String text, int most) {
    return text.length() <= most ? text : "…" + text.substring(text.length() - most + 1);
  }
}
