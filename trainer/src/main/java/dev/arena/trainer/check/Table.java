package dev.arena.trainer.check;

import java.util.List;

/**
 * A table for people, whatever it is shown on.
 *
 * @param title above it
 * @param header a word for each column
 * @param rows each as long as the header; the first cell names the row
 * @param note below it; may be empty
 */
public record Table(String title, List<String> header, List<List<String>> rows, String note) {
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
}
