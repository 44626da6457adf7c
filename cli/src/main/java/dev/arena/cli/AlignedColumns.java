package dev.arena.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligns the cells of a table in columns: first texts, on the left, then numbers, on the right.
 *
 * @param texts how many columns are texts
 */
public record AlignedColumns(int texts) {
  private static final String GAP = "  ";

  /**
   * One line for each row.
   *
   * @param rows the heading first; each with the same number of cells
   */
  public List<String> lines(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        String cell = row.get(i);
        String blanks = " ".repeat(width - cell.length());
        line.append(i == 0 ? "" : GAP).append(i < texts ? cell + blanks : blanks + cell);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
